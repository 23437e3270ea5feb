//! Messages on their way into the groups.
//! Messages of one sender arrive in order, those of several do not: what is ahead of others is held.

use crate::contents::{Content, Kind, Wish, WishMessage};
use crate::groups::{GroupId, Groups, Leaf, roster};
use crate::state::Received;
use crate::{Address, Result};
use mls_rs::group::{
    ApplicationMessageDescription, CommitEffect, CommitMessageDescription, ContentType, ReceivedMessage,
};
use mls_rs::{MlsMessage, MlsMessageDescription};
use prost::Message as _;
use sha2::{Digest as _, Sha256};

/// How many messages of this device's groups are held at most; the oldest are dropped.
const HELD: usize = 1000;

/// How many others are held: anybody can send some, and they push out only one another.
const HELD_OF_STRANGERS: usize = 100;

/// How many messages are remembered, to recognise those that arrive twice.
const HANDLED: usize = 10_000;

/// How many contents are kept; an app has a database for these.
const HISTORY: usize = 10_000;

/// What became of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// This device was added.
    /// Anyone can add it to any group: show the user by whom.
    Joined { group: GroupId, by: Address },
    /// A text.
    Text { group: GroupId, from: Address, text: String },
    /// A member asks the committer for something.
    Asked { group: GroupId, from: Address, wish: Wish },
    /// The members changed.
    Changed { group: GroupId, epoch: u64, added: Vec<Address>, removed: Vec<Address> },
    /// This device was removed.
    Removed { group: GroupId },
    /// A message that cannot be opened, with the reason.
    Dropped(String),
}

/// What a step does with a message.
enum Step {
    Done(Event),
    /// Others have to arrive before.
    Hold,
}

impl Groups {
    /// Opens a message, and those that it lets in; all of it is on disk when this returns, so ack the message then.
    pub fn receive(&self, message: &[u8]) -> Result<Vec<Event>> {
        let hash = Sha256::digest(message).to_vec();
        if self.store.state().handled.contains(&hash) {
            return Ok(Vec::new());
        }
        let mut events = Vec::new();
        if self.open_or_hold(message.into(), &mut events) {
            while self.open_held(&mut events) {}
        }
        let mut state = self.store.state();
        state.handled.push(hash);
        let surplus = state.handled.len().saturating_sub(HANDLED);
        state.handled.drain(..surplus);
        drop(state);
        self.store.save()?;
        Ok(events)
    }

    /// The latest texts and wishes in a group, the oldest first.
    /// They are on disk before their messages are acked, so a crash loses none.
    pub fn history(&self, id: &[u8]) -> Vec<Event> {
        let state = self.store.state();
        let of_group = state.history.iter().filter(|received| received.group == id);
        of_group.filter_map(|received| event(received).ok()).collect()
    }

    /// How many messages are held, those of groups that this device is not in included.
    pub fn held(&self) -> usize {
        self.store.state().held.len()
    }

    /// The groups of which messages of later epochs are held.
    /// If nothing waits at the server any more, this device misses a Commit there.
    pub fn behind(&self) -> Vec<GroupId> {
        let state = self.store.state();
        let held = state.held.iter().filter_map(|message| MlsMessage::from_bytes(message).ok());
        let mut groups: Vec<GroupId> = held.filter_map(|message| message.group_id().map(<[u8]>::to_vec)).collect();
        groups.retain(|id| state.group(id).is_some());
        groups.sort();
        groups.dedup();
        groups
    }

    /// Gives up a group, and opens a Welcome that was held because of it.
    pub fn forget(&self, id: &[u8]) -> Result<Vec<Event>> {
        self.store.state().groups.retain(|stored| stored.id != id);
        let mut events = Vec::new();
        while self.open_held(&mut events) {}
        self.store.save()?;
        Ok(events)
    }

    /// Tries all that is held once more; whether any of it is done now.
    fn open_held(&self, events: &mut Vec<Event>) -> bool {
        let held = std::mem::take(&mut self.store.state().held);
        let mut any = false;
        for message in held {
            any |= self.open_or_hold(message, events);
        }
        any
    }

    /// Whether the message is done.
    fn open_or_hold(&self, message: Vec<u8>, events: &mut Vec<Event>) -> bool {
        match self.process(&message) {
            Ok(Step::Hold) => {
                self.hold(message);
                return false;
            }
            Ok(Step::Done(event)) => events.push(event),
            Err(reason) => events.push(Event::Dropped(reason.to_string())),
        }
        true
    }

    fn hold(&self, message: Vec<u8>) {
        let mut state = self.store.state();
        let is_of_own_group = |message: &Vec<u8>| {
            let message = MlsMessage::from_bytes(message);
            message.is_ok_and(|message| message.group_id().is_some_and(|id| state.group(id).is_some()))
        };
        let is_own = is_of_own_group(&message);
        let alike: Vec<usize> = state
            .held
            .iter()
            .enumerate()
            .filter(|(_, other)| is_of_own_group(other) == is_own)
            .map(|(at, _)| at)
            .collect();
        if alike.len() >= if is_own { HELD } else { HELD_OF_STRANGERS } {
            state.held.remove(alike[0]);
        }
        state.held.push(message);
    }

    /// Changes nothing if it fails.
    fn process(&self, message: &[u8]) -> Result<Step> {
        let message = MlsMessage::from_bytes(message)?;
        let (id, epoch, content_type) = match message.description() {
            MlsMessageDescription::Welcome { .. } => return self.join(&message),
            MlsMessageDescription::PrivateProtocolMessage { group_id, epoch_id, content_type } => {
                (group_id.to_vec(), epoch_id, content_type)
            }
            _ => return Err("neither a Welcome nor a PrivateMessage".into()),
        };
        if self.store.state().group(&id).is_none() {
            return Ok(Step::Hold);
        }
        let mut group = self.client()?.load_group(&id)?;
        if epoch > group.current_epoch() {
            return Ok(Step::Hold);
        }
        if content_type == ContentType::Commit && epoch < group.current_epoch() {
            return Err("a Commit for an epoch that has ended".into());
        }
        let before = roster(&group)?;
        let event = match group.process_incoming_message(message)? {
            ReceivedMessage::ApplicationMessage(content) => self.remember(received(id, &before, content)?)?,
            ReceivedMessage::Commit(commit) if removes_me(&commit) => {
                self.store.state().groups.retain(|stored| stored.id != id);
                return Ok(Step::Done(Event::Removed { group: id }));
            }
            ReceivedMessage::Commit(_) => changed(id, group.current_epoch(), &before, &roster(&group)?),
            _ => return Err("neither a text nor a Commit".into()),
        };
        group.write_to_storage()?;
        Ok(Step::Done(event))
    }

    fn remember(&self, received: Received) -> Result<Event> {
        let event = event(&received)?;
        let history = &mut self.store.state().history;
        history.push(received);
        let surplus = history.len().saturating_sub(HISTORY);
        history.drain(..surplus);
        Ok(event)
    }

    /// A Welcome to a group that this device is in waits for the Commit that removes it; it never replaces the group.
    fn join(&self, welcome: &MlsMessage) -> Result<Step> {
        let (mut group, joined) = self.client()?.join_group(None, welcome, None)?;
        let id = group.group_id().to_vec();
        if self.store.state().group(&id).is_some() {
            return Ok(Step::Hold);
        }
        let by = address_at(&roster(&group)?, joined.sender)?;
        group.write_to_storage()?;
        Ok(Step::Done(Event::Joined { group: id, by }))
    }
}

/// mls-rs refuses a late text if its sender's leaf has another owner by now.
fn received(group: GroupId, members: &[Leaf], message: ApplicationMessageDescription) -> Result<Received> {
    let from = Some(address_at(members, message.sender_index)?);
    let content = Some(Content::decode(message.data())?);
    Ok(Received { group, from, content })
}

fn event(received: &Received) -> Result<Event> {
    let Received { group, from, content } = received.clone();
    let from = from.unwrap_or_default();
    match content.and_then(|content| content.kind) {
        Some(Kind::Text(text)) => Ok(Event::Text { group, from, text }),
        Some(Kind::Wish(WishMessage { wish: Some(wish) })) => Ok(Event::Asked { group, from, wish }),
        _ => Err("an unknown content".into()),
    }
}

fn removes_me(commit: &CommitMessageDescription) -> bool {
    matches!(commit.effect, CommitEffect::Removed { .. })
}

fn changed(group: GroupId, epoch: u64, before: &[Leaf], after: &[Leaf]) -> Event {
    let only = |these: &[Leaf], those: &[Leaf]| {
        let only = these.iter().filter(|leaf| !those.contains(leaf));
        only.map(|leaf| leaf.address.clone()).collect()
    };
    Event::Changed { group, epoch, added: only(after, before), removed: only(before, after) }
}

fn address_at(leaves: &[Leaf], index: u32) -> Result<Address> {
    let leaf = leaves.iter().find(|leaf| leaf.index == index);
    leaf.map(|leaf| leaf.address.clone()).ok_or("a sender who is no member".into())
}
