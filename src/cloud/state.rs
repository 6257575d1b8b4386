//! All state of a lab in one number. Whatever is added to the lab is named here, or said to be none.

use super::Cloud;
use crate::base::digest;
use std::hash::Hash;

impl Cloud {
    /// A digest of all state: equal labs have equal digests on every host.
    pub fn digest(&self) -> u64 {
        let Self {
            seed,
            epoch,
            now,
            next_seq,
            next_request,
            next_parcel,
            next_actor,
            steps_at_now,
            halted,
            dials,
            own_limits,
            latency_rng,
            sqs,
            actors,
            parcels,
            pending,
            sns,
            iam,
            kms,
            s3,
            cloudwatch,
            lambda,
            kinesis,
            firehose,
            analytics,
            dynamodb,
            endpoints,
            endpoints_rng,
            samples,
            flights,
            connections,
            errands,
            hauls,
            polls,
            shipments,
            awaited,
            applications_wait,
            faults,
            chaos,
            timers,
            meter,
            trail,
            events: _,
            answers: _,
            cause: _,
            outbox: _,
            sns_outbox: _,
        } = self;
        let mut hasher = digest::StableHasher::default();
        (seed, epoch, now, next_seq, next_request, next_parcel, next_actor, steps_at_now, halted).hash(&mut hasher);
        (dials, latency_rng, sqs, actors, parcels, pending, timers, meter).hash(&mut hasher);
        (sns, iam, kms, s3, cloudwatch, lambda, endpoints, endpoints_rng, samples).hash(&mut hasher);
        (kinesis, errands, hauls, polls, flights, faults, trail).hash(&mut hasher);
        (firehose, shipments, awaited, connections, dynamodb).hash(&mut hasher);
        (analytics, applications_wait, chaos).hash(&mut hasher);
        // A lab without own figures keeps the digest that was written down before there could be any.
        if !own_limits.is_empty() {
            own_limits.hash(&mut hasher);
        }
        std::hash::Hasher::finish(&hasher)
    }
}
