//! The tables of the user guide, and the sentences.

use super::*;

const START: u64 = 1_767_225_600;

/// Points a minute apart: `X` is 3, `0` is 1, `-` has no value; the oldest first.
fn points(text: &str) -> Vec<Point> {
    let marks = text.chars().filter(|mark| *mark != ' ');
    let value = |mark| match mark {
        'X' => Some(Number::of(3.0)),
        '0' => Some(Number::of(1.0)),
        '-' => None,
        other => panic!("{other}"),
    };
    marks.zip(0..).map(|(mark, n)| Point { start: START + 60 * n, value: value(mark), samples: Number::ONE }).collect()
}

/// Greater than 2.
fn terms(needed: Option<u32>, periods: u32, missing: Missing) -> Terms {
    let comparison = Comparison::GreaterThanThreshold;
    Terms { periods, datapoints: needed, threshold: Number::of(2.0), comparison, missing }
}

fn state(needed: u32, periods: u32, missing: Missing, text: &str) -> Option<State> {
    evaluate(&terms(Some(needed), periods, missing), &points(text)).map(|(state, _)| state)
}

fn reason(needed: Option<u32>, periods: u32, missing: Missing, text: &str) -> String {
    evaluate(&terms(needed, periods, missing), &points(text)).unwrap().1
}

const IN_ORDER: [Missing; 4] = [Missing::Missing, Missing::Ignore, Missing::Breaching, Missing::NotBreaching];
const OK: Option<State> = Some(State::Ok);
const ALARM: Option<State> = Some(State::Alarm);
const UNKNOWN: Option<State> = Some(State::InsufficientData);
const KEEP: Option<State> = None;

#[test]
fn three_out_of_three() {
    for (text, expected) in [
        ("0 - X - X", [OK, OK, OK, OK]),
        ("0 - - - -", [OK, OK, OK, OK]),
        ("- - - - -", [UNKNOWN, KEEP, ALARM, OK]),
        ("0 X X - X", [ALARM, ALARM, ALARM, ALARM]),
        ("- - X - -", [ALARM, KEEP, ALARM, OK]),
    ] {
        assert_eq!(IN_ORDER.map(|missing| state(3, 3, missing, text)), expected, "{text}");
    }
}

#[test]
fn two_out_of_three() {
    for (text, expected) in [
        ("0 - X - X", [ALARM, ALARM, ALARM, ALARM]),
        ("0 0 X 0 X", [ALARM, ALARM, ALARM, ALARM]),
        ("0 - X - -", [OK, OK, ALARM, OK]),
        ("- - - - 0", [OK, OK, ALARM, OK]),
        ("- - - X -", [ALARM, KEEP, ALARM, OK]),
    ] {
        assert_eq!(IN_ORDER.map(|missing| state(2, 3, missing, text)), expected, "{text}");
    }
}

#[test]
fn a_single_new_point_is_not_believed_before_its_time() {
    assert_eq!(state(3, 3, Missing::Missing, "- - - - X"), KEEP);
    assert_eq!(state(3, 3, Missing::Missing, "- - - X X"), KEEP);
    assert_eq!(state(3, 3, Missing::Missing, "- - X - X"), ALARM);
    assert_eq!(state(1, 1, Missing::Missing, "- - X"), ALARM);
}

#[test]
fn enough_real_points_make_gaps_meaningless() {
    for missing in IN_ORDER {
        assert_eq!(state(1, 1, missing, "X - -"), ALARM, "the look-back reaches over two gaps");
        assert_eq!(state(2, 2, missing, "X X 0 -"), OK);
    }
}

#[test]
fn every_comparison_has_its_edge() {
    for (comparison, expected) in Comparison::ALL.into_iter().zip([
        [false, true, true],
        [false, false, true],
        [true, false, false],
        [true, true, false],
    ]) {
        let holds = |value| comparison.holds(Number::of(value), Number::of(2.0));
        assert_eq!([1.0, 2.0, 3.0].map(holds), expected, "{}", comparison.names().0);
    }
}

#[test]
fn reasons_are_in_aws_words() {
    let missing = Missing::Missing;
    for (needed, periods, text, expected) in [
        (None, 1, "X", "1 datapoint [3.0 (01/01/26 00:00:00)] was greater than the threshold (2.0)."),
        (
            Some(1),
            1,
            "X",
            "1 out of the last 1 datapoints [3.0 (01/01/26 00:00:00)] was greater than the threshold (2.0) (minimum 1 \
             datapoint for OK -> ALARM transition).",
        ),
        (
            Some(2),
            3,
            "X 0 X",
            "2 out of the last 3 datapoints [3.0 (01/01/26 00:02:00), 3.0 (01/01/26 00:00:00)] were greater than the \
             threshold (2.0) (minimum 2 datapoints for OK -> ALARM transition).",
        ),
        (
            Some(3),
            5,
            "0 X 0 0 X",
            "3 out of the last 5 datapoints [1.0 (01/01/26 00:03:00), 1.0 (01/01/26 00:02:00), 1.0 (01/01/26 00:00:00)] \
             were not greater than the threshold (2.0) (minimum 3 datapoints for ALARM -> OK transition).",
        ),
        (
            None,
            2,
            "0 0",
            "2 datapoints [1.0 (01/01/26 00:01:00), 1.0 (01/01/26 00:00:00)] were not greater than the \
             threshold (2.0).",
        ),
        (
            None,
            6,
            "X X X X X X",
            "6 datapoints were greater than the threshold (2.0). The most recent datapoints which crossed the threshold: \
             [3.0 (01/01/26 00:05:00), 3.0 (01/01/26 00:04:00), 3.0 (01/01/26 00:03:00), 3.0 (01/01/26 00:02:00), 3.0 \
             (01/01/26 00:01:00)].",
        ),
    ] {
        assert_eq!(reason(needed, periods, missing, text), format!("Threshold Crossed: {expected}"));
    }
    assert_eq!(reason(None, 1, missing, "-"), "Insufficient Data: 1 datapoint was unknown.");
    assert_eq!(reason(None, 5, missing, "-"), "Insufficient Data: 5 datapoints were unknown.");
}

#[test]
fn reasons_say_what_gaps_counted_as() {
    assert_eq!(
        reason(None, 2, Missing::Breaching, "- - - -"),
        "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as \
         [Breaching]."
    );
    assert_eq!(
        reason(None, 1, Missing::NotBreaching, "-"),
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."
    );
    assert_eq!(
        reason(Some(2), 3, Missing::Breaching, "- - 0 - -"),
        "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching]."
    );
    assert_eq!(
        reason(Some(3), 3, Missing::NotBreaching, "- X X - -"),
        "Threshold Crossed: 2 datapoints were received for 3 periods and 1 missing datapoint was treated as \
         [NonBreaching]."
    );
}
