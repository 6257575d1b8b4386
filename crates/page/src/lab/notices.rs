//! What the reader is told in passing.

use super::{Lab, Notice};
use leptos::prelude::*;
use queuelab::call::{Call, CallError};
use queuelab::cloud::EventKind;
use queuelab::t;
use std::sync::Arc;

const NOTICES_MAX: usize = 4;
const NOTICE_LIFE: core::time::Duration = core::time::Duration::from_secs(10);

impl Lab {
    /// Where permissions refused the last call, offers their reason.
    pub(super) fn explain_denial(self) {
        let denial = self.peek(|session| {
            let last = session.cloud().next_seq().checked_sub(1)?;
            match &session.event(last)?.kind {
                EventKind::Refused { denial, .. } => denial.clone(),
                _ => None,
            }
        });
        if let Some(denial) = denial {
            let text = t!("{who} may not call {action}.", who = denial.who, action = denial.action);
            self.put_notice(Notice { denial: Some(denial), ..Notice::new(text, true) });
        }
    }

    /// The same, with a refusal shown as a notice; true when it went.
    pub fn try_call(self, request: impl Into<Call>) -> bool {
        match self.call(request) {
            Ok(_) => true,
            Err(error) => {
                self.refuse(&error);
                false
            }
        }
    }

    /// Shows a refusal as a notice.
    pub fn refuse(self, error: &CallError) {
        let code = error.code();
        let is_explained =
            self.notices.with_untracked(|notices| notices.last().is_some_and(|last| last.denial.is_some()));
        // A denial by permissions stands there already, with its reason.
        if is_explained && (code.contains("AccessDenied") || code == "AuthorizationError") {
            return;
        }
        let text = format!("{}: {}", error.code(), error.message());
        self.put_notice(Notice { aws: true, ..Notice::new(text, true) });
    }

    /// Shows a passing notice.
    pub fn notify(self, text: impl Into<String>, error: bool) {
        self.put_notice(Notice::new(text, error));
    }

    /// Shows that something went wrong, with a text that can be kept as a file.
    pub fn offer(self, text: impl Into<String>, file: String) {
        self.put_notice(Notice { file: Some(Arc::from(file)), ..Notice::new(text, true) });
    }

    pub(super) fn put_notice(self, mut notice: Notice) {
        notice.id = self.change(|state| {
            state.notice_id += 1;
            state.notice_id
        });
        // What went well need not be taken away by hand; what it tells stands in the log too.
        if !notice.error && notice.denial.is_none() {
            let (lab, id) = (self, notice.id);
            set_timeout(move || lab.dismiss(id), NOTICE_LIFE);
        }
        self.notices.update(|notices| {
            notices.retain(|old| old.text != notice.text);
            notices.push(notice);
            if notices.len() > NOTICES_MAX {
                notices.remove(0);
            }
        });
    }

    /// Takes a notice away.
    pub fn dismiss(self, id: u64) {
        self.notices.update(|notices| notices.retain(|notice| notice.id != id));
    }
}
