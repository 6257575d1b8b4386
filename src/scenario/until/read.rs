//! The words of conditions, read one after another, believing nothing.

use super::figures::{ActorFigure, Figure, StreamFigure};
use super::{Condition, Cursor, Direction, Doing, MessageTurn, QueueFigure, Relation};
use crate::clock::Duration;

pub(super) fn read_queue(cursor: &mut Cursor<'_>) -> Result<Condition, String> {
    let name = name(cursor, "queue")?;
    let figure = word(cursor, "queue")?;
    if figure == "empty" {
        return Ok(Condition::Queue(name, QueueFigure::Messages, Relation::Equal, 0));
    }
    let figure = QueueFigure::read(figure)?;
    let (relation, value) = compared(cursor, "queue")?;
    Ok(Condition::Queue(name, figure, relation, value))
}

pub(super) fn read_stream(cursor: &mut Cursor<'_>) -> Result<Condition, String> {
    let (name, what) = (name(cursor, "stream")?, word(cursor, "stream")?);
    if let Ok(direction) = Direction::read(what) {
        return Ok(Condition::Throttled(name, direction));
    }
    let figure = StreamFigure::read(what).map_err(|error| format!("{error}, throttled, read-throttled"))?;
    let (relation, value) = compared(cursor, "stream")?;
    Ok(Condition::Figure(Figure::Stream(name, figure), relation, value))
}

pub(super) fn read_actor(cursor: &mut Cursor<'_>) -> Result<Condition, String> {
    let (name, what) = (name(cursor, "actor")?, word(cursor, "actor")?);
    if let Ok(doing) = Doing::read(what) {
        return Ok(Condition::Actor(name, doing));
    }
    let figure = ActorFigure::read(what).map_err(|error| {
        let states: Vec<&str> = Doing::ALL.iter().map(|doing| doing.word()).collect();
        format!("{error}, {}", states.join(", "))
    })?;
    let (relation, value) = compared(cursor, "actor")?;
    Ok(Condition::Figure(Figure::Actor(name, figure), relation, value))
}

/// A relation and a number.
pub(super) fn compared(cursor: &mut Cursor<'_>, of: &str) -> Result<(Relation, u64), String> {
    Ok((Relation::read(word(cursor, of)?)?, number(word(cursor, of)?)?))
}

pub(super) fn read_group(cursor: &mut Cursor<'_>) -> Result<Condition, String> {
    let group = name(cursor, "group")?;
    expect(cursor, &["of"])?;
    let queue = name(cursor, "group")?;
    match word(cursor, "group")? {
        "locked" => Ok(Condition::Group { group, queue, locked: true }),
        "free" => Ok(Condition::Group { group, queue, locked: false }),
        "messages" => {
            let (relation, value) = compared(cursor, "group")?;
            Ok(Condition::Figure(Figure::Group { group, queue }, relation, value))
        }
        other => Err(format!("'{other}' is not one of locked, free, messages")),
    }
}

pub(super) fn read_message(cursor: &mut Cursor<'_>) -> Result<Condition, String> {
    let message = number(word(cursor, "message")?)?;
    let turn = match word(cursor, "message")? {
        "sent" => MessageTurn::Sent,
        "visible" => MessageTurn::Visible,
        "received" => {
            let times = optional(cursor).map_or(Ok(1), number)?;
            MessageTurn::Received(u32::try_from(times).unwrap_or(u32::MAX).max(1))
        }
        "deleted" => MessageTurn::Deleted,
        "dead-lettered" => MessageTurn::DeadLettered,
        "expired" => MessageTurn::Expired,
        other => {
            return Err(format!("'{other}' is not one of sent, visible, received, deleted, dead-lettered, expired"));
        }
    };
    Ok(Condition::Message(message, turn))
}

/// A word that may be missing; what limits the search comes after it.
pub(super) fn optional<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    if cursor.rest().starts_with("within ") { None } else { cursor.word() }
}

pub(super) fn word<'a>(cursor: &mut Cursor<'a>, of: &str) -> Result<&'a str, String> {
    cursor.word().ok_or_else(|| format!("something is missing after 'until {of}'"))
}

/// A name, which may stand in quotation marks.
pub(super) fn name(cursor: &mut Cursor<'_>, of: &str) -> Result<String, String> {
    cursor.rest();
    let name = cursor.value()?.constant()?;
    if name.is_empty() { Err(format!("'until {of}' needs a name")) } else { Ok(name) }
}

pub(super) fn number(word: &str) -> Result<u64, String> {
    word.parse().map_err(|_| format!("'{word}' is not a whole number"))
}

pub(super) fn span(word: &str) -> Result<Duration, String> {
    word.parse().map_err(|error: crate::clock::BadDuration| error.to_string())
}

pub(super) fn expect(cursor: &mut Cursor<'_>, words: &[&str]) -> Result<(), String> {
    for word in words {
        if cursor.word() != Some(*word) {
            return Err(format!("'{word}' is missing"));
        }
    }
    Ok(())
}
