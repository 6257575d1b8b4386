//! What was done up to the present, as rows of code.

use queuelab::clock::Instant;
use queuelab::code::{Language, Writer, document};
use queuelab::session::Session;
use queuelab::t;

/// So many of the newest actions are shown.
const ROWS_MAX: usize = 200;
/// And so many characters of each; who copies one gets all of it.
const CHARS_MAX: usize = 4_000;

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the history, from 0.
    pub number: usize,
    /// When it was done.
    pub at: Instant,
    /// Its text, as far as it is shown.
    pub text: String,
    /// How many characters of it are not shown.
    pub hidden: usize,
}

/// The rows, and what is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The newest first.
    pub rows: Vec<Row>,
    /// How many came before them.
    pub earlier: usize,
}

/// The actions behind the present.
pub fn rows(session: &Session, language: Language) -> Rows {
    let (done, _) = session.undo_depth();
    let earlier = done.saturating_sub(ROWS_MAX);
    let mut writer = Writer::new(language);
    let mut rows = Vec::with_capacity(done - earlier);
    for (number, logged) in session.timeline().log().take(done).enumerate() {
        if number < earlier {
            writer.pass(&logged.input);
            continue;
        }
        let whole = writer.alone(&logged.input);
        let end = whole.char_indices().nth(CHARS_MAX).map_or(whole.len(), |(end, _)| end);
        let (text, rest) = whole.split_at_checked(end).unwrap_or((&whole, ""));
        rows.push(Row { number, at: logged.at, text: text.to_owned(), hidden: rest.chars().count() });
    }
    rows.reverse();
    Rows { rows, earlier }
}

/// All of one action.
pub fn action(session: &Session, language: Language, number: usize) -> String {
    let mut writer = Writer::new(language);
    for logged in session.timeline().log().take(number) {
        writer.pass(&logged.input);
    }
    session.timeline().input(number).map_or_else(String::new, |logged| writer.alone(&logged.input))
}

/// Everything up to the present, with the lines that make clients.
pub fn whole(session: &Session, language: Language) -> String {
    let (done, _) = session.undo_depth();
    document(language, session.start(), session.timeline().log().take(done))
}

/// A note on the actions that are not shown.
pub fn note(rows: &Rows) -> Option<String> {
    match rows.earlier {
        0 => None,
        1 => Some(t!("1 earlier action is not shown; “Copy all” has it.").to_owned()),
        earlier => Some(t!("{earlier} earlier actions are not shown; “Copy all” has them.", earlier)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::base::Caller;
    use queuelab::cloud::Input;
    use queuelab::session::templates::Template;
    use queuelab::sqs::api::SendMessage;

    fn send(session: &mut Session, body: &str) {
        let request =
            SendMessage { queue_url: "jobs".to_owned(), message_body: body.to_owned(), ..SendMessage::default() };
        session.submit(Input::Call { caller: Caller::default(), call: request.into() });
    }

    #[test]
    fn the_newest_action_is_the_first_row_and_going_back_takes_it_away() {
        let mut session = Template::SlowConsumer.session();
        let before = rows(&session, Language::AwsCli).rows.len();
        session.seek(Instant::from_millis(5_000));
        send(&mut session, "hi");
        let now = rows(&session, Language::AwsCli);
        assert_eq!(now.rows.len(), before + 1);
        let newest = &now.rows[0];
        assert_eq!(newest.text, "aws sqs send-message --queue-url jobs --message-body hi");
        assert_eq!((newest.at, newest.hidden, now.earlier), (Instant::from_millis(5_000), 0, 0));
        assert_eq!(action(&session, Language::AwsCli, newest.number), newest.text);
        session.seek(Instant::from_millis(4_000));
        assert_eq!(rows(&session, Language::AwsCli).rows.len(), before);
        assert!(!whole(&session, Language::Python).contains("send_message("));
    }

    #[test]
    fn what_is_long_or_long_ago_is_left_out_and_told() {
        let mut session = Template::SlowConsumer.session();
        for _ in 0..ROWS_MAX {
            send(&mut session, "hi");
        }
        send(&mut session, &"x".repeat(5_000));
        let rows = rows(&session, Language::Python);
        assert_eq!(rows.rows.len(), ROWS_MAX);
        assert_eq!(rows.earlier, session.timeline().inputs() - ROWS_MAX);
        assert!(note(&rows).unwrap().starts_with(&format!("{} earlier actions", rows.earlier)));
        let long = &rows.rows[0];
        assert_eq!(long.text.chars().count(), CHARS_MAX);
        let all = action(&session, Language::Python, long.number);
        assert_eq!(all.chars().count(), CHARS_MAX + long.hidden);
        assert_eq!(whole(&session, Language::Python).matches("send_message(").count(), ROWS_MAX + 1);
    }
}
