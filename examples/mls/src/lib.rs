//! Groups with MLS over messaging-server: a recipe in code, written to be copied.
//!
//! [`Member`] is one device, connected to the server; [`Groups`] is its MLS state, without a network.
//! `docs/mls.md` explains the choices.

mod anonymous;
mod authenticated;
mod connection;
mod contents;
mod credential;
mod groups;
mod identity;
mod inbox;
mod key_packages;
mod member;
mod outbox;
mod rules;
mod servers;
mod state;
mod storage;
pub mod wire;

pub use contents::Wish;
pub use credential::{Certificate, Certified};
pub use groups::{GroupId, Groups, Leaf};
pub use identity::User;
pub use inbox::Event;
pub use key_packages::verified;
pub use member::Member;
pub use outbox::Refused;
pub use rules::{Committer, Rules};
pub use servers::Servers;
pub use wire::Address;

/// What fails, with a cause for developers.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The result of anything that can fail.
pub type Result<T> = std::result::Result<T, Error>;
