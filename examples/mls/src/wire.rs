//! The part of `proto/Messages.proto` that the example uses, written out so that nobody needs `protoc`.

use prost::{Message as _, Oneof};

#[derive(Clone, PartialEq, prost::Message)]
pub struct Message {
    #[prost(uint32, tag = "1")]
    pub sequence: u32,
    #[prost(oneof = "Payload", tags = "2, 3, 4, 5, 6, 8, 9, 10, 12, 16, 17, 18, 19, 20")]
    pub payload: Option<Payload>,
}

#[derive(Clone, PartialEq, Oneof)]
pub enum Payload {
    #[prost(message, tag = "2")]
    Ack(Empty),
    #[prost(message, tag = "3")]
    Error(Error),
    #[prost(message, tag = "4")]
    AuthChallenge(AuthChallenge),
    #[prost(message, tag = "5")]
    AuthResponse(AuthResponse),
    #[prost(message, tag = "6")]
    Register(Register),
    #[prost(message, tag = "8")]
    RequestPreKeys(RequestPreKeys),
    #[prost(message, tag = "9")]
    PreKey(PreKey),
    #[prost(message, tag = "10")]
    PreKeysLow(PreKeysLow),
    #[prost(bytes, tag = "12")]
    InboundMessage(Vec<u8>),
    #[prost(message, tag = "16")]
    Drained(Empty),
    #[prost(message, tag = "17")]
    RequestKeyStatus(RequestKeyStatus),
    #[prost(message, tag = "18")]
    KeyStatus(KeyStatus),
    #[prost(message, tag = "19")]
    MultiMessage(MultiMessage),
    #[prost(message, tag = "20")]
    MultiResult(MultiResult),
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Empty {}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Error {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "2")]
    pub description: String,
}

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Message)]
pub struct Address {
    #[prost(bytes = "vec", tag = "1")]
    pub user_id: Vec<u8>,
    #[prost(uint32, tag = "2")]
    pub device_id: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct AuthChallenge {
    #[prost(bytes = "vec", tag = "1")]
    pub nonce: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub server: Option<ServerInfo>,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct ServerInfo {
    #[prost(uint32, tag = "3")]
    pub max_recipients: u32,
    #[prost(uint32, tag = "6")]
    pub max_fan_out_bytes: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct AuthResponse {
    #[prost(bytes = "vec", tag = "1")]
    pub login: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub signature: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Login {
    #[prost(message, optional, tag = "1")]
    pub address: Option<Address>,
    #[prost(bytes = "vec", tag = "2")]
    pub nonce: Vec<u8>,
    #[prost(string, tag = "3")]
    pub server_name: String,
    #[prost(bool, tag = "4")]
    pub report_drained: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Register {
    #[prost(uint32, tag = "1")]
    pub registration_id: u32,
    #[prost(bytes = "vec", tag = "2")]
    pub signed_pre_key: Vec<u8>,
    #[prost(bytes = "vec", repeated, tag = "3")]
    pub one_time_pre_keys: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct RequestPreKeys {
    #[prost(bytes = "vec", tag = "1")]
    pub user_id: Vec<u8>,
    #[prost(uint32, repeated, tag = "2")]
    pub known_device_ids: Vec<u32>,
    #[prost(uint32, repeated, tag = "3")]
    pub known_registration_ids: Vec<u32>,
    #[prost(uint32, repeated, tag = "4")]
    pub only_device_ids: Vec<u32>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct PreKey {
    #[prost(message, optional, tag = "1")]
    pub address: Option<Address>,
    #[prost(uint32, tag = "2")]
    pub registration_id: u32,
    #[prost(bytes = "vec", tag = "3")]
    pub signed_pre_key: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    pub one_time_pre_key: Vec<u8>,
    #[prost(uint32, tag = "5")]
    pub answer_size: u32,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct PreKeysLow {
    #[prost(uint32, tag = "1")]
    pub keys_requested: u32,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct RequestKeyStatus {
    #[prost(bool, tag = "1")]
    pub one_time_key_hashes: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct KeyStatus {
    #[prost(bool, tag = "1")]
    pub registered: bool,
    #[prost(uint32, tag = "2")]
    pub registration_id: u32,
    #[prost(bytes = "vec", tag = "3")]
    pub signed_pre_key_hash: Vec<u8>,
    #[prost(uint32, tag = "4")]
    pub one_time_keys: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct MultiMessage {
    #[prost(bytes = "vec", tag = "1")]
    pub shared: Vec<u8>,
    #[prost(message, repeated, tag = "2")]
    pub parts: Vec<Part>,
    #[prost(uint32, tag = "4")]
    pub ttl_hours: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Part {
    #[prost(message, optional, tag = "1")]
    pub to: Option<Address>,
    #[prost(bytes = "vec", tag = "2")]
    pub head: Vec<u8>,
    #[prost(uint32, optional, tag = "3")]
    pub registration_id: Option<u32>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct MultiResult {
    #[prost(message, repeated, tag = "1")]
    pub refused: Vec<Refusal>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Refusal {
    #[prost(uint32, tag = "1")]
    pub part: u32,
    #[prost(string, tag = "2")]
    pub name: String,
}

/// The frame of a message.
pub fn frame(sequence: u32, payload: Payload) -> Vec<u8> {
    let message = Message { sequence, payload: Some(payload) };
    message.encode_to_vec()
}
