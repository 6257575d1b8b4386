//! Very many subscribers at once, so that a lab with a crowd stays one input. Each is subscribed by a call of its own, with
//! all checks; what a subscription is, this does not know.

use super::{Cloud, Submitted};
use crate::base::Caller;
use crate::call::Call;
use crate::sns::api::{Request, Subscribe};

/// So many can be subscribed at once.
pub const CROWD_MAX: u32 = 100_000;
/// What stands for the number of the subscriber in the endpoint of a crowd.
pub const NUMBER: &str = "{n}";

impl Cloud {
    /// Subscribes one after the other until one is refused; answers the last.
    pub(super) fn subscribe_many(&mut self, caller: &Caller, request: &Subscribe, count: u32) -> Submitted {
        let mut last = Submitted::NotFound;
        for number in 1..=count.min(CROWD_MAX) {
            let endpoint = request.endpoint.as_ref().map(|text| text.replace(NUMBER, &number.to_string()));
            let call = Call::Sns(Request::from(Subscribe { endpoint, ..request.clone() }));
            last = match self.handle(caller, &call, None) {
                (_, Some(Ok(reply))) => Submitted::Done(Ok(reply)),
                (_, Some(Err(error))) => return Submitted::Done(Err(error)),
                (request, None) => Submitted::Waiting(request),
            };
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::{Dials, Input};
    use crate::limits::LimitSet;
    use crate::sns::api::CreateTopic;

    fn subscribe(cloud: &mut Cloud, topic: &str, endpoint: &str, count: u32) -> Submitted {
        let request = Subscribe {
            topic_arn: format!("arn:aws:sns:us-east-1:000000000000:{topic}"),
            protocol: "sms".to_owned(),
            endpoint: Some(endpoint.to_owned()),
            ..Subscribe::default()
        };
        cloud.apply(&Input::SubscribeMany { caller: Caller::default(), request: Box::new(request), count })
    }

    fn cloud() -> Cloud {
        let mut cloud = Cloud::new(1, LimitSet::Now, Dials::default());
        cloud.call(CreateTopic { name: "news".to_owned(), ..CreateTopic::default() });
        cloud
    }

    fn count(cloud: &Cloud) -> u64 {
        cloud.sns().topics().next().map_or(0, |topic| topic.subscriptions.len())
    }

    #[test]
    fn each_of_a_crowd_has_an_endpoint_of_its_own() {
        let mut cloud = cloud();
        assert!(matches!(subscribe(&mut cloud, "news", "+15550100{n}", 700), Submitted::Done(Ok(_))));
        assert_eq!(count(&cloud), 700);
        // The same again makes none new: a subscription to the same endpoint is the same.
        assert!(matches!(subscribe(&mut cloud, "news", "+15550100{n}", 701), Submitted::Done(Ok(_))));
        assert_eq!(count(&cloud), 701);
    }

    #[test]
    fn it_ends_with_the_first_that_is_refused() {
        let mut cloud = cloud();
        // Beyond 15 digits there is no phone.
        assert!(matches!(subscribe(&mut cloud, "news", "+15550000000000{n}", 20), Submitted::Done(Err(_))));
        assert_eq!(count(&cloud), 9);
        assert!(matches!(subscribe(&mut cloud, "none", "+15550100{n}", 20), Submitted::Done(Err(_))));
        assert_eq!(subscribe(&mut cloud, "news", "+15550100{n}", 0), Submitted::NotFound);
    }
}
