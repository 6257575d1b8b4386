//! A service with a clock and timers of its own, and the tests of its operations.

mod events;
mod functions;
mod invocations;
mod mappings_api;
mod mappings_pollers;
mod mappings_streams;
mod permissions;

use super::api::Behaviour;
use super::api::*;
use super::*;
use crate::base::{Caller, Principal, RequestId};
use crate::clock::{Epoch, Instant, TimerQueue};
use crate::limits::LimitSet;

pub const ROLE: &str = "arn:aws:iam::000000000000:role/service/worker";

/// A service, the time there, and what it has told.
pub struct Bench {
    pub lambda: Lambda,
    pub now: Instant,
    pub events: Vec<(u64, LambdaEvent)>,
    pub answers: Vec<(u64, RequestId, Result<Reply>)>,
    pub outgoing: Vec<Outgoing>,
    pub source_calls: Vec<(u64, mappings::SourceCall)>,
    pub stream_calls: Vec<(u64, mappings::StreamCall)>,
    pub caller: Caller,
    timers: TimerQueue<Timer>,
    next_seq: u64,
    next_request: u64,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(LambdaLimits::of(LimitSet::Now), 1)
    }

    pub fn with(limits: LambdaLimits, seed: u64) -> Self {
        Self {
            lambda: Lambda::new(limits, seed),
            now: Instant::ZERO,
            events: Vec::new(),
            answers: Vec::new(),
            outgoing: Vec::new(),
            source_calls: Vec::new(),
            stream_calls: Vec::new(),
            caller: Caller::default(),
            timers: TimerQueue::default(),
            next_seq: 1,
            next_request: 1,
        }
    }

    /// Lets the service act, and takes note of what it did.
    pub fn act<T>(&mut self, act: impl FnOnce(&mut Lambda, &mut Cx<'_>) -> T) -> T {
        let (mut events, mut timers, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut carried = Vec::new();
        let request = RequestId(self.next_request);
        self.next_request += 1;
        let mut cx = Cx {
            now: self.now,
            epoch: Epoch::DEFAULT,
            caller: &self.caller,
            request,
            next_seq: &mut self.next_seq,
            events: &mut events,
            timers: &mut timers,
            answers: &mut answers,
            outgoing: &mut carried,
        };
        let result = act(&mut self.lambda, &mut cx);
        for carried in carried {
            match carried {
                Carried::Outgoing(outgoing) => self.outgoing.push(outgoing),
                Carried::Source(call) => self.source_calls.push((self.now.as_millis(), call)),
                Carried::Stream(call) => self.stream_calls.push((self.now.as_millis(), call)),
            }
        }
        let millis = self.now.as_millis();
        self.events.extend(events.into_iter().map(|event| (millis, event.kind)));
        self.answers.extend(answers.into_iter().map(|(request, answer)| (millis, request, answer)));
        for (timer, at) in timers {
            self.timers.set(timer, at);
        }
        result
    }

    pub fn submit(&mut self, request: impl Into<Request>) -> Outcome {
        let request = request.into();
        let before = crate::base::digest::of(&self.lambda);
        let told = self.events.len();
        let outcome = self.act(|lambda, cx| lambda.handle(cx, &request));
        if matches!(outcome, Outcome::Done(Err(_))) {
            assert_eq!(crate::base::digest::of(&self.lambda), before, "a refused request changes nothing");
            assert_eq!(self.events.len(), told, "a refused request tells nothing");
        }
        outcome
    }

    /// Carries out a request that is answered at once.
    pub fn call(&mut self, request: impl Into<Request>) -> Result<Reply> {
        match self.submit(request) {
            Outcome::Done(result) => result,
            Outcome::Waiting => panic!("the request waits"),
        }
    }

    /// The code, the status and the sentence of a refusal.
    pub fn refused(&mut self, request: impl Into<Request>) -> (&'static str, u16, String) {
        let error = self.call(request).unwrap_err();
        (error.code.names().0, error.code.names().1, error.message)
    }

    /// Fires what is due up to that many milliseconds after the beginning.
    pub fn until(&mut self, millis: u64) {
        let end = Instant::from_millis(millis);
        while let Some((at, timer)) = self.timers.pop_due(end) {
            self.now = at;
            self.act(|lambda, cx| lambda.wake(cx, timer));
        }
        self.now = end;
    }

    /// Makes a function whose runs take 100 ms, with what stands for its code.
    pub fn function(&mut self, name: &str, behaviour: Behaviour) -> FunctionId {
        self.call(CreateFunction { behaviour: Some(behaviour), ..create(name) }).unwrap();
        self.lambda.locate(name, &self.caller).unwrap()
    }

    pub fn reserve(&mut self, name: &str, count: i64) -> Result<Reply> {
        let reserved_concurrent_executions = Some(count);
        self.call(PutFunctionConcurrency { function_name: name.into(), reserved_concurrent_executions })
    }

    /// Invokes a function without waiting; answers the invocation's id.
    pub fn send(&mut self, name: &str, payload: &str) -> String {
        match self.call(invoke(name, "Event", payload)).unwrap() {
            Reply::Invoke(result) => {
                assert_eq!(result.status_code, 202);
                result.request_id.unwrap()
            }
            other => panic!("{other:?}"),
        }
    }

    /// What was told of attempts, as `time kind attempt`.
    pub fn story(&self) -> Vec<String> {
        let line = |(at, event): &(u64, LambdaEvent)| match event {
            LambdaEvent::Started { attempt, .. } => Some(format!("{at} started {attempt}")),
            LambdaEvent::Succeeded { attempt, .. } => Some(format!("{at} succeeded {attempt}")),
            LambdaEvent::Failed { attempt, next, .. } => {
                let next = next.map_or("never".to_owned(), |next| next.as_millis().to_string());
                Some(format!("{at} failed {attempt} next {next}"))
            }
            LambdaEvent::Throttled { next, .. } => Some(format!("{at} throttled next {}", next.as_millis())),
            LambdaEvent::Discarded { why, .. } => Some(format!("{at} discarded {why}")),
            LambdaEvent::SentToDestination { kind, .. } => Some(format!("{at} sent {kind:?}")),
            _ => None,
        };
        self.events.iter().filter_map(line).collect()
    }
}

pub fn create(name: &str) -> CreateFunction {
    CreateFunction { function_name: name.into(), role: Some(ROLE.into()), ..CreateFunction::default() }
}

pub fn invoke(name: &str, invocation_type: &str, payload: &str) -> Invoke {
    Invoke {
        function_name: name.into(),
        invocation_type: Some(invocation_type.into()),
        payload: Some(payload.into()),
        qualifier: None,
    }
}

#[test]
fn every_code_has_one_name() {
    let mut names: Vec<_> = ErrorCode::ALL.iter().map(|code| code.names().0).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ErrorCode::ALL.len());
}

#[test]
fn requests_are_read_and_written_with_awss_own_names() {
    let text = r#"{"Operation":"CreateFunction","FunctionName":"f","Role":"r","DeadLetterConfig":{"TargetArn":"q"},"Behaviour":{"MinDurationMs":5,"FailFirst":1}}"#;
    let request: Request = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&request).unwrap(), text);
    assert_eq!((request.operation(), request.function_name()), ("CreateFunction", None));
    let text = r#"{"Operation":"PutFunctionEventInvokeConfig","FunctionName":"f","DestinationConfig":{"OnFailure":{"Destination":"q"}}}"#;
    let request: Request = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&request).unwrap(), text);
    assert_eq!((request.policy_action(), request.function_name()), ("PutFunctionEventInvokeConfig", Some("f")));
    let request: Request = invoke("f", "Event", "{}").into();
    assert_eq!(request.policy_action(), "InvokeFunction");
    assert!(serde_json::from_str::<Request>(r#"{"Operation":"Invoke","Nonsense":1}"#).is_err());
    assert_eq!(Request::OPERATIONS.len(), 23);
}

#[test]
fn one_seed_decides_everything() {
    let run = |seed| {
        let mut bench = Bench::with(LambdaLimits::of(LimitSet::Now), seed);
        let behaviour = Behaviour {
            min_duration_ms: Some(1),
            max_duration_ms: Some(2_000),
            fail_percent: Some(50),
            ..Behaviour::default()
        };
        bench.function("f", behaviour);
        for n in 0..20 {
            bench.send("f", &n.to_string());
        }
        bench.until(600_000);
        let failed = bench.story().iter().filter(|line| line.contains("failed")).count();
        (crate::base::digest::of(&bench.lambda), bench.story(), failed)
    };
    let first = run(1);
    assert_eq!(first, run(1));
    assert_ne!(first.1, run(2).1);
    assert!((5..55).contains(&first.2), "about half of the attempts fail: {}", first.2);
}
