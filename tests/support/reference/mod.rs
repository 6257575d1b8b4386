//! SQS once more, as plainly as can be: lists that are walked from end to end, no index, no shared storage.
//!
//! It foretells every answer of two standard and two FIFO queues with nothing left to chance. Its rules are written from
//! AWS's documentation and recorded answers, not from the engine. It expects that no two calls happen at the same
//! millisecond within a second, so that no two things fall due at once unless one call caused both.

mod receives;

use std::collections::BTreeMap;

/// What a receive gives: each message's id and how often it has been received.
pub type Given = Vec<(String, u32)>;

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Waiting out its delay.
    Delayed(u64),
    /// Can be received.
    Visible,
    /// Received and hidden.
    InFlight(u64),
}

/// What names one receive: the entry, and its receive count then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// The queue.
    pub queue: usize,
    /// The entry's own number; a dead letter gets a new one.
    pub entry: u64,
    /// The receive.
    pub receives: u32,
}

#[derive(Clone, Debug)]
struct Entry {
    number: u64,
    id: String,
    group: Option<String>,
    place: Place,
    /// In which order the present place was taken.
    placed: u64,
    /// Standard: where it stands in the queue.
    rank: u64,
    enqueued: u64,
    received: u64,
    receives: u32,
    /// Receives before it came here.
    receives_before: u32,
}

/// A receive that waits.
#[derive(Clone, Debug)]
struct Wait {
    number: u64,
    max: usize,
    visibility: Option<u64>,
    until: u64,
}

/// The settings of a queue; times in seconds.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// FIFO or standard.
    pub fifo: bool,
    /// `DelaySeconds`.
    pub delay: u64,
    /// `MessageRetentionPeriod`.
    pub retention: u64,
    /// `VisibilityTimeout`.
    pub visibility: u64,
    /// `ReceiveMessageWaitTimeSeconds`.
    pub wait: u64,
    /// `ContentBasedDeduplication`.
    pub content_dedup: bool,
    /// `DeduplicationScope` is the message group.
    pub scope_group: bool,
    /// The dead-letter queue and `maxReceiveCount`.
    pub redrive: Option<(usize, u32)>,
}

#[derive(Clone, Debug, Default)]
struct Shelf {
    settings: Settings,
    entries: Vec<Entry>,
    waits: Vec<Wait>,
    /// First accepted sends by scope and id: the message's id, and when.
    dedup: BTreeMap<(Option<String>, String), (String, u64)>,
    /// When each group was served last, as long as it has messages.
    served: BTreeMap<String, u64>,
    serves: u64,
    purged: Option<u64>,
}

/// A message to send.
#[derive(Clone, Debug)]
pub struct Send {
    /// The text.
    pub body: String,
    /// `MessageGroupId`.
    pub group: Option<String>,
    /// `MessageDeduplicationId`.
    pub dedup: Option<String>,
    /// `DelaySeconds`.
    pub delay: Option<u64>,
}

/// All queues, and the time in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    now: u64,
    shelves: Vec<Shelf>,
    /// Counts entries, places and waits.
    count: u64,
    /// Waits that were answered, with what.
    pub answered: Vec<(u64, Given)>,
    /// What was reached, by name.
    pub reached: BTreeMap<&'static str, u64>,
}

const CAP_MS: u64 = 43_200_000;
const DEDUP_MS: u64 = 300_000;

impl Reference {
    /// Queues with these settings, numbered in this order.
    pub fn new(settings: Vec<Settings>) -> Self {
        let shelves = settings.into_iter().map(|settings| Shelf { settings, ..Shelf::default() }).collect();
        Self { shelves, ..Self::default() }
    }

    /// The settings of a queue.
    pub fn settings(&self, queue: usize) -> &Settings {
        &self.shelves[queue].settings
    }

    fn reach(&mut self, name: &'static str) {
        *self.reached.entry(name).or_insert(0) += 1;
    }

    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Messages visible, in flight and delayed.
    pub fn counts(&self, queue: usize) -> [u64; 3] {
        let count =
            |is: fn(&Place) -> bool| self.shelves[queue].entries.iter().filter(|entry| is(&entry.place)).count() as u64;
        [
            count(|place| *place == Place::Visible),
            count(|place| matches!(place, Place::InFlight(_))),
            count(|place| matches!(place, Place::Delayed(_))),
        ]
    }

    /// Lets time pass: all that falls due happens at its own instant.
    pub fn advance(&mut self, to: u64) {
        loop {
            let due = (0..self.shelves.len()).filter_map(|queue| self.next_due(queue)).filter(|due| *due <= to).min();
            let Some(due) = due else { break };
            self.now = due.max(self.now);
            for queue in 0..self.shelves.len() {
                self.settle(queue);
                self.end_waits(queue);
            }
        }
        self.now = to;
    }

    fn next_due(&self, queue: usize) -> Option<u64> {
        let shelf = &self.shelves[queue];
        let retention = shelf.settings.retention * 1000;
        let of_entry = |entry: &Entry| {
            let end = entry.enqueued + retention;
            match entry.place {
                Place::Delayed(until) | Place::InFlight(until) => until.min(end),
                Place::Visible => end,
            }
        };
        let entries = shelf.entries.iter().map(of_entry);
        entries.chain(shelf.waits.iter().map(|wait| wait.until)).min()
    }

    /// Expires and shows what is due, then lets those who wait take it.
    fn settle(&mut self, queue: usize) {
        let now = self.now;
        let retention = self.shelves[queue].settings.retention * 1000;
        let before = self.shelves[queue].entries.len();
        self.shelves[queue].entries.retain(|entry| entry.enqueued + retention > now);
        if self.shelves[queue].entries.len() < before {
            self.reach("expired");
            self.forget_empty_groups(queue);
        }
        let due = |entry: &&Entry| match entry.place {
            Place::Delayed(until) | Place::InFlight(until) => until <= now,
            Place::Visible => false,
        };
        let mut shown: Vec<(u64, u64)> =
            self.shelves[queue].entries.iter().filter(due).map(|entry| (entry.placed, entry.number)).collect();
        shown.sort_unstable();
        for (_, number) in shown {
            self.show(queue, number);
        }
        self.serve_waits(queue);
    }

    /// Makes a hidden message visible. One that came back for the third time or more goes to the back.
    fn show(&mut self, queue: usize, number: u64) {
        let was_received = self.entry(queue, number).is_some_and(|entry| matches!(entry.place, Place::InFlight(_)));
        if let Some(entry) = self.entry_mut(queue, number) {
            entry.place = Place::Visible;
        }
        if was_received {
            self.send_to_back(queue, number);
        }
    }

    fn send_to_back(&mut self, queue: usize, number: u64) {
        let rank = self.next();
        if self.shelves[queue].settings.fifo {
            return;
        }
        if let Some(entry) = self.entry_mut(queue, number).filter(|entry| entry.receives - entry.receives_before >= 3) {
            entry.rank = rank;
            self.reach("sent to the back");
        }
    }

    fn entry(&self, queue: usize, number: u64) -> Option<&Entry> {
        self.shelves[queue].entries.iter().find(|entry| entry.number == number)
    }

    fn entry_mut(&mut self, queue: usize, number: u64) -> Option<&mut Entry> {
        self.shelves[queue].entries.iter_mut().find(|entry| entry.number == number)
    }

    fn forget_empty_groups(&mut self, queue: usize) {
        let Shelf { entries, served, .. } = &mut self.shelves[queue];
        served.retain(|group, _| entries.iter().any(|entry| entry.group.as_ref() == Some(group)));
    }

    /// Sends; `id` is what the engine answered. Says which id the answer must have.
    pub fn send(&mut self, queue: usize, send: &Send, id: &str) -> String {
        let number = self.next();
        let now = self.now;
        let shelf = &mut self.shelves[queue];
        let mut delay = send.delay.unwrap_or(shelf.settings.delay);
        if shelf.settings.fifo {
            delay = shelf.settings.delay;
            let dedup = send.dedup.clone().unwrap_or_else(|| format!("sha of {}", send.body));
            let key = (send.group.clone().filter(|_| shelf.settings.scope_group), dedup);
            if let Some((first, at)) = shelf.dedup.get(&key)
                && now < at + DEDUP_MS
            {
                let first = first.clone();
                self.reach("deduplicated");
                return first;
            }
            shelf.dedup.insert(key, (id.to_owned(), now));
        }
        let place = if delay > 0 { Place::Delayed(now + delay * 1000) } else { Place::Visible };
        let entry = Entry {
            number,
            id: id.to_owned(),
            group: send.group.clone(),
            place,
            placed: number,
            rank: number,
            enqueued: now,
            received: now,
            receives: 0,
            receives_before: 0,
        };
        shelf.entries.push(entry);
        id.to_owned()
    }

    /// After a call that may have made messages visible.
    pub fn after_call(&mut self, queue: usize) {
        self.settle(queue);
    }

    /// Receives; `Err` with the wait's number when it has to wait.
    pub fn receive(
        &mut self,
        queue: usize,
        max: usize,
        visibility: Option<u64>,
        wait: Option<u64>,
    ) -> Result<Given, u64> {
        let wait = wait.unwrap_or(self.shelves[queue].settings.wait);
        let given = self.take(queue, max, visibility);
        self.settle(queue);
        if !given.is_empty() || wait == 0 {
            return Ok(given);
        }
        let number = self.next();
        let until = self.now + wait * 1000;
        self.shelves[queue].waits.push(Wait { number, max, visibility, until });
        self.reach("waited");
        Err(number)
    }

    fn serve_waits(&mut self, queue: usize) {
        while let Some(wait) = self.shelves[queue].waits.first().cloned() {
            let given = self.take(queue, wait.max, wait.visibility);
            if given.is_empty() {
                return;
            }
            self.shelves[queue].waits.remove(0);
            self.answered.push((wait.number, given));
            self.reach("a wait was answered");
        }
    }

    fn end_waits(&mut self, queue: usize) {
        let now = self.now;
        let ended: Vec<u64> =
            self.shelves[queue].waits.iter().filter(|wait| wait.until <= now).map(|wait| wait.number).collect();
        self.shelves[queue].waits.retain(|wait| wait.until > now);
        self.answered.extend(ended.into_iter().map(|number| (number, Given::new())));
    }

    /// The handle of the receive that just gave a message.
    pub fn handle(&self, queue: usize, id: &str, receives: u32) -> Option<Handle> {
        let entry = self.shelves[queue].entries.iter().find(|entry| entry.id == id && entry.receives == receives)?;
        Some(Handle { queue, entry: entry.number, receives })
    }

    /// Deletes; says whether AWS takes the handle.
    pub fn delete(&mut self, handle: Handle) -> bool {
        let Some(entry) = self.entry(handle.queue, handle.entry) else { return true };
        let current = matches!(entry.place, Place::InFlight(_)) && entry.receives == handle.receives;
        if self.shelves[handle.queue].settings.fifo && !current {
            self.reach("an old handle was refused");
            return false;
        }
        self.shelves[handle.queue].entries.retain(|entry| entry.number != handle.entry);
        self.forget_empty_groups(handle.queue);
        true
    }

    /// Changes the visibility timeout; says whether AWS takes it.
    pub fn change(&mut self, handle: Handle, secs: u64) -> bool {
        let (now, placed) = (self.now, self.next());
        let fifo = self.shelves[handle.queue].settings.fifo;
        let Some(entry) = self.entry_mut(handle.queue, handle.entry) else { return false };
        let current = matches!(entry.place, Place::InFlight(_)) && entry.receives == handle.receives;
        if fifo && !current || now + secs * 1000 > entry.received + CAP_MS {
            return false;
        }
        if secs > 0 {
            (entry.place, entry.placed) = (Place::InFlight(now + secs * 1000), placed);
        } else if entry.place != Place::Visible {
            self.show(handle.queue, handle.entry);
        }
        true
    }

    /// Purges; says whether AWS allows it yet.
    pub fn purge(&mut self, queue: usize) -> bool {
        let shelf = &mut self.shelves[queue];
        if shelf.purged.is_some_and(|last| self.now < last + 60_000) {
            return false;
        }
        shelf.purged = Some(self.now);
        shelf.entries.clear();
        shelf.dedup.clear();
        shelf.served.clear();
        true
    }
}
