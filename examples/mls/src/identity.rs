//! The user: an Ed25519 key pair, whose public half is the userID.

use crate::Result;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// Begins every userID.
const KEY_TYPE: u8 = 0x05;

/// The key pair of a user.
/// It signs logins and the certificates of the user's devices, and nothing else.
pub struct User(SigningKey);

impl User {
    /// A new user.
    pub fn new() -> Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self::from_seed(&seed))
    }

    /// The user that has this seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, to be kept secret.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The userID: 33 bytes.
    pub fn id(&self) -> Vec<u8> {
        [&[KEY_TYPE], self.0.verifying_key().as_bytes().as_slice()].concat()
    }

    /// Signs a login, or bytes that begin with a context string.
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.0.sign(bytes).to_vec()
    }
}

/// Fails unless this user has signed these bytes.
pub fn verify(user_id: &[u8], bytes: &[u8], signature: &[u8]) -> Result<()> {
    let key = user_id.strip_prefix(&[KEY_TYPE]).ok_or("not a userID of the server")?;
    let key = VerifyingKey::from_bytes(key.try_into()?)?;
    Ok(key.verify_strict(bytes, &Signature::from_slice(signature)?)?)
}
