//! People with devices, at the servers that `SERVERS` names.
#![allow(dead_code)] // Each test uses some of it.

use mls_example::{Address, Event, Groups, Member, Servers, User};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

static SERVERS: LazyLock<Servers> = LazyLock::new(|| {
    let urls = env::var("SERVERS").expect("SERVERS names the servers to play against; examples/mls/check sets it");
    Servers::new(urls.split_whitespace().map(String::from).collect())
});
static FILES: AtomicU32 = AtomicU32::new(0);

/// A file for the state of one device.
pub fn file() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("mls-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{}.state", FILES.fetch_add(1, Ordering::Relaxed)))
}

/// A user with one device, whose state survives in a file while the device is away.
pub struct Person {
    pub user: User,
    device_id: u32,
    pub file: PathBuf,
    online: Option<Member>,
}

impl Person {
    /// Registers, and is online.
    pub fn new(keys: u32) -> Self {
        Self::with_device(User::new().unwrap(), 1, keys)
    }

    fn with_device(user: User, device_id: u32, keys: u32) -> Self {
        let file = file();
        let online = Some(Member::create(&SERVERS, file.clone(), &user, device_id, keys).unwrap());
        Self { user, device_id, file, online }
    }

    /// The same person with another device.
    pub fn second_device(&self) -> Self {
        Self::with_device(User::from_seed(&self.user.seed()), self.device_id + 1, 12)
    }

    /// A state that was written just before a crash, and of which the server knows nothing.
    pub fn crashed() -> Self {
        let (user, file) = (User::new().unwrap(), file());
        Groups::create(file.clone(), &user, 1).unwrap();
        Self { user, device_id: 1, file, online: None }
    }

    pub fn id(&self) -> Vec<u8> {
        self.user.id()
    }

    pub fn address(&self) -> Address {
        Address { user_id: self.id(), device_id: self.device_id }
    }

    /// The device, online.
    pub fn device(&mut self) -> &mut Member {
        self.online.as_mut().expect("this person is away")
    }

    /// Only the file remains.
    pub fn leave(&mut self) {
        self.online = None;
    }

    /// Comes back with the file, and processes everything that waited.
    pub fn come_back(&mut self) -> Vec<Event> {
        let mut member = Member::open(&SERVERS, self.file.clone()).unwrap();
        let events = member.catch_up().unwrap();
        self.online = Some(member);
        events
    }

    /// Loses the file, and begins again under the same identity.
    pub fn reinstall(&mut self) {
        self.leave();
        fs::remove_file(&self.file).unwrap();
        self.online = Some(Member::create(&SERVERS, self.file.clone(), &self.user, self.device_id, 12).unwrap());
    }

    /// Processes what arrives, up to this text.
    pub fn reads(&mut self, group: &[u8], from: &Address, text: &str) -> Vec<Event> {
        let expected = said(group, from, text);
        self.device().receive_until(|event| *event == expected).unwrap()
    }

    /// Processes what arrives up to an invitation, and returns the group.
    pub fn is_added_by(&mut self, by: &Address) -> Vec<u8> {
        let events = self.device().receive_until(|event| matches!(event, Event::Joined { .. })).unwrap();
        match events.iter().find(|event| matches!(event, Event::Joined { .. })) {
            Some(Event::Joined { group, by: inviter }) if inviter == by => group.clone(),
            _ => panic!("{events:?}"),
        }
    }
}

/// A text has arrived.
pub fn said(group: &[u8], from: &Address, text: &str) -> Event {
    Event::Text { group: group.into(), from: from.clone(), text: text.into() }
}
