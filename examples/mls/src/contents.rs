//! What is inside an application message.

use crate::wire::{Address, Empty};
use prost::{Message, Oneof};

/// The plaintext of an application message.
#[derive(Clone, PartialEq, Message)]
pub struct Content {
    /// A text or a wish.
    #[prost(oneof = "Kind", tags = "1, 2")]
    pub kind: Option<Kind>,
}

/// What a content is.
#[derive(Clone, PartialEq, Oneof)]
pub enum Kind {
    /// For the members to read.
    #[prost(string, tag = "1")]
    Text(String),
    /// For the committer.
    #[prost(message, tag = "2")]
    Wish(WishMessage),
}

/// A wish, as it is encoded.
#[derive(Clone, PartialEq, Message)]
pub struct WishMessage {
    /// The wish.
    #[prost(oneof = "Wish", tags = "1, 2, 3")]
    pub wish: Option<Wish>,
}

/// What a member asks the committer for.
/// An MLS proposal would do it too, but from then on nobody could send a text before the committer is back.
#[derive(Clone, PartialEq, Oneof)]
pub enum Wish {
    /// To add the devices of a user.
    #[prost(bytes, tag = "1")]
    Add(Vec<u8>),
    /// To remove a device.
    #[prost(message, tag = "2")]
    Remove(Address),
    /// To give the sender a new leaf: it misses a Commit.
    #[prost(message, tag = "3")]
    Renew(Empty),
}

impl Content {
    /// The bytes of a text.
    pub fn text(text: &str) -> Vec<u8> {
        Self { kind: Some(Kind::Text(text.into())) }.encode_to_vec()
    }

    /// The bytes of a wish.
    pub fn wish(wish: Wish) -> Vec<u8> {
        let wish = WishMessage { wish: Some(wish) };
        Self { kind: Some(Kind::Wish(wish)) }.encode_to_vec()
    }
}
