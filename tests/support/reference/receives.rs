//! What a receive takes, and what it makes of messages that were received often enough.

use super::{Entry, Given, Place, Reference, Shelf};

impl Reference {
    pub(super) fn take(&mut self, queue: usize, max: usize, visibility: Option<u64>) -> Given {
        let last = |shelf: &Shelf| shelf.entries.iter().map(|entry| entry.number).max();
        if self.shelves[queue].settings.fifo {
            let before = last(&self.shelves[queue]);
            let given = self.take_fifo(queue, max, visibility);
            // Its own dead letters came back to it: nobody waits, or goes away, beside visible messages.
            let came_back = last(&self.shelves[queue]) > before;
            if given.is_empty() && came_back { self.take_fifo(queue, max, visibility) } else { given }
        } else {
            self.take_standard(queue, max, visibility)
        }
    }

    fn take_standard(&mut self, queue: usize, max: usize, visibility: Option<u64>) -> Given {
        let mut taken = Vec::new();
        let mut given = Given::new();
        while given.len() < max {
            let next = self.shelves[queue]
                .entries
                .iter()
                .filter(|entry| entry.place == Place::Visible && !taken.contains(&entry.number))
                .min_by_key(|entry| entry.rank)
                .map(|entry| entry.number);
            let Some(number) = next else { break };
            if !self.dead_letter(queue, number) {
                given.extend(self.hand_out(queue, number, visibility));
                taken.push(number);
            }
        }
        given
    }

    /// Group after group, those served longest ago first: from a group's oldest message on as long as they are visible.
    fn take_fifo(&mut self, queue: usize, max: usize, visibility: Option<u64>) -> Given {
        let last = self.shelves[queue].entries.last().map_or(0, |entry| entry.number);
        let mut given = Given::new();
        let mut visited: Vec<String> = Vec::new();
        while given.len() < max {
            let shelf = &self.shelves[queue];
            let mut heads: Vec<(u64, u64, String)> = Vec::new();
            let mut seen: Vec<&String> = Vec::new();
            for entry in &shelf.entries {
                let group = entry.group.as_ref().expect("on FIFO each message has a group");
                if seen.contains(&group) {
                    continue;
                }
                seen.push(group);
                if entry.place == Place::Visible && !visited.contains(group) {
                    heads.push((shelf.served.get(group).copied().unwrap_or(0), entry.number, group.clone()));
                }
            }
            if seen.len() > heads.len() + visited.len() {
                self.reach("a group was blocked");
            }
            heads.sort();
            let Some((_, _, group)) = heads.into_iter().next() else { break };
            let before = given.len();
            let walk: Vec<u64> = self.shelves[queue]
                .entries
                .iter()
                .filter(|entry| entry.group.as_ref() == Some(&group) && entry.number <= last)
                .map(|entry| entry.number)
                .collect();
            for number in walk {
                let visible = self.entry(queue, number).is_some_and(|entry| entry.place == Place::Visible);
                if given.len() == max || !visible {
                    break;
                }
                if !self.dead_letter(queue, number) {
                    given.extend(self.hand_out(queue, number, visibility));
                }
            }
            if given.len() > before {
                self.shelves[queue].serves += 1;
                let serves = self.shelves[queue].serves;
                self.shelves[queue].served.insert(group.clone(), serves);
            }
            self.forget_empty_groups(queue);
            visited.push(group);
        }
        given
    }

    fn hand_out(&mut self, queue: usize, number: u64, visibility: Option<u64>) -> Option<(String, u32)> {
        let visibility = visibility.unwrap_or(self.shelves[queue].settings.visibility);
        let (now, placed) = (self.now, self.next());
        let entry = self.entry_mut(queue, number)?;
        entry.receives += 1;
        entry.received = now;
        let given = (entry.id.clone(), entry.receives);
        if visibility > 0 {
            (entry.place, entry.placed) = (Place::InFlight(now + visibility * 1000), placed);
        } else {
            self.send_to_back(queue, number);
        }
        Some(given)
    }

    /// Moves a message that was received often enough.
    fn dead_letter(&mut self, queue: usize, number: u64) -> bool {
        let Some((target, max)) = self.shelves[queue].settings.redrive else { return false };
        let place = self.shelves[queue]
            .entries
            .iter()
            .position(|entry| entry.number == number && entry.receives - entry.receives_before >= max);
        let Some(place) = place else { return false };
        let old = self.shelves[queue].entries.remove(place);
        // A group is forgotten with its last message, even where that comes back to the same queue.
        self.forget_empty_groups(queue);
        let number = self.next();
        let fifo = self.shelves[target].settings.fifo;
        let enqueued = if fifo { self.now } else { old.enqueued };
        let entry = Entry {
            number,
            rank: number,
            placed: number,
            place: Place::Visible,
            enqueued,
            receives_before: old.receives,
            ..old
        };
        self.shelves[target].entries.push(entry);
        self.reach("dead-lettered");
        if target != queue {
            self.settle(target);
        }
        true
    }
}
