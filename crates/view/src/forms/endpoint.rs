//! The form for how something outside of the lab behaves.

use super::trigger::sentence;
use super::{Problem, Values, on, optional, text, whole};
use queuelab::endpoints::{Answering, BadBehaviour, Behaviour, Kind};
use queuelab::t;

/// The fields of a behaviour.
pub fn values(behaviour: &Behaviour) -> Values {
    let (answer, status) = match behaviour.answer {
        Answering::Ok => ("ok", 500),
        Answering::Status(status) => ("status", status),
        Answering::Down => ("down", 500),
        Answering::Gone => ("gone", 500),
    };
    let given = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
    [
        ("answer", answer.to_owned()),
        ("status", status.to_string()),
        ("least", behaviour.latency_ms.0.to_string()),
        ("most", behaviour.latency_ms.1.to_string()),
        ("failFirst", behaviour.fail_first.to_string()),
        ("failStatus", behaviour.fail_status.to_string()),
        ("failEvery", given(behaviour.fail_every)),
        ("autoConfirm", behaviour.auto_confirm.to_string()),
        ("maxPerSecond", given(behaviour.max_per_second)),
    ]
    .into()
}

/// A whole number that its type can hold; what is out of range beyond that is for the check of the behaviour.
fn count<T: TryFrom<i64>>(field: &'static str, number: i64) -> Result<T, Problem> {
    T::try_from(number).map_err(|_| Problem::at(field, t!("{number} is out of range.", number)))
}

/// The behaviour that the fields stand for; what the page has no field for stays as it is.
///
/// # Errors
/// The first field that is no number, or that such an endpoint cannot have.
pub fn behaviour(values: &Values, kind: Kind, now: &Behaviour) -> Result<Behaviour, Problem> {
    let some = |field| optional(values, field)?.map(|number| count(field, number)).transpose();
    let found = Behaviour {
        answer: match text(values, "answer") {
            "status" => Answering::Status(count("status", whole(values, "status")?)?),
            "down" => Answering::Down,
            "gone" => Answering::Gone,
            _ => Answering::Ok,
        },
        latency_ms: (count("least", whole(values, "least")?)?, count("most", whole(values, "most")?)?),
        fail_first: count("failFirst", whole(values, "failFirst")?)?,
        fail_status: count("failStatus", whole(values, "failStatus")?)?,
        fail_every: some("failEvery")?,
        auto_confirm: on(values, "autoConfirm"),
        max_per_second: if kind == Kind::Http { some("maxPerSecond")? } else { None },
        keep: now.keep,
        wrong_answer: now.wrong_answer,
    };
    match found.check(kind) {
        Ok(()) => Ok(found),
        Err(bad) => Err(Problem::at(field_of(&bad), sentence(&bad.to_string()))),
    }
}

fn field_of(bad: &BadBehaviour) -> &'static str {
    match bad {
        BadBehaviour::Range { field: "answer", .. } => "status",
        BadBehaviour::Range { field: "latencyMs", .. } | BadBehaviour::Order(..) => "least",
        BadBehaviour::Range { field, .. } => field,
        BadBehaviour::RateOfOther => "maxPerSecond",
        BadBehaviour::AnswerOfOther => "answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_behaviour_comes_back_as_it_was() {
        let all = [
            Behaviour::default(),
            Behaviour {
                answer: Answering::Status(404),
                latency_ms: (20, 16_000),
                fail_every: Some(3),
                fail_first: 2,
                fail_status: 429,
                auto_confirm: true,
                keep: 7,
                max_per_second: Some(5),
                wrong_answer: false,
            },
            Behaviour { answer: Answering::Down, ..Behaviour::default() },
            Behaviour { answer: Answering::Gone, ..Behaviour::default() },
        ];
        for expected in all {
            assert_eq!(behaviour(&values(&expected), Kind::Http, &expected), Ok(expected.clone()));
        }
    }

    #[test]
    fn what_cannot_be_is_told_beside_its_field() {
        let rows = [
            ("least", "20", "least"),
            ("most", "60001", "most"),
            ("failStatus", "200", "failStatus"),
            ("failEvery", "0", "failEvery"),
            ("failFirst", "-1", "failFirst"),
            ("maxPerSecond", "0", "maxPerSecond"),
            ("least", "soon", "least"),
        ];
        for (field, typed, told) in rows {
            let mut all = values(&Behaviour::default());
            all.insert(field, typed.to_owned());
            let found = behaviour(&all, Kind::Http, &Behaviour::default()).unwrap_err();
            let expected = if told == "most" { "least" } else { told };
            assert_eq!(found.field, Some(expected), "{field} {typed}: {}", found.text);
        }
        let mut all = values(&Behaviour::default());
        all.extend([("answer", "status".to_owned()), ("status", "99".to_owned())]);
        assert_eq!(behaviour(&all, Kind::Http, &Behaviour::default()).unwrap_err().field, Some("status"));
    }
}
