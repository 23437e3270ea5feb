//! Who a leaf of the tree is: its credential certifies that the leaf's signature key belongs to a device of a userID.

use crate::identity::{User, verify};
use crate::{Address, Error, Result};
use mls_rs::error::IntoAnyError;
use mls_rs::identity::basic::BasicCredential;
use mls_rs::identity::{Credential, CredentialType, SigningIdentity};
use mls_rs::time::MlsTime;
use mls_rs::{ExtensionList, IdentityProvider};
use mls_rs_core::identity::MemberValidationContext;
use prost::Message;

/// Begins what the userID's key signs here, so that it is valid for nothing else.
const CONTEXT: &[u8] = b"messaging-server example mls leaf 1\0";

/// The content of a leaf's credential.
#[derive(Clone, PartialEq, Message)]
pub struct Certificate {
    /// The device, to which messages for this leaf are sent.
    #[prost(message, optional, tag = "1")]
    pub address: Option<Address>,
    /// The registration that has the leaf's private keys.
    #[prost(uint32, tag = "2")]
    pub registration_id: u32,
    /// Of the leaf's signature key, the device and the registration, by the key in the userID.
    #[prost(bytes = "vec", tag = "3")]
    pub signature: Vec<u8>,
}

impl Certificate {
    /// Certifies a signature key of one of the user's devices.
    pub fn issue(user: &User, device_id: u32, registration_id: u32, signature_key: &[u8]) -> Self {
        let address = Address { user_id: user.id(), device_id };
        let signature = user.sign(&signed(&address, registration_id, signature_key));
        Self { address: Some(address), registration_id, signature }
    }

    /// The credential that holds this certificate.
    pub fn into_credential(self) -> Credential {
        BasicCredential::new(self.encode_to_vec()).into_credential()
    }

    /// The certificate of a leaf, whose signature is verified.
    pub fn of(leaf: &SigningIdentity) -> Result<Self> {
        let basic = leaf.credential.as_basic().ok_or("not a basic credential")?;
        let certificate = Self::decode(basic.identifier())?;
        let address = certificate.address()?;
        let bytes = signed(address, certificate.registration_id, &leaf.signature_key);
        verify(&address.user_id, &bytes, &certificate.signature)?;
        Ok(certificate)
    }

    /// The certified device.
    pub fn address(&self) -> Result<&Address> {
        self.address.as_ref().ok_or("a certificate without an Address".into())
    }
}

/// What the key in the userID signs.
fn signed(address: &Address, registration_id: u32, signature_key: &[u8]) -> Vec<u8> {
    let device = address.device_id.to_be_bytes();
    let registration = registration_id.to_be_bytes();
    [CONTEXT, &address.user_id, &device, &registration, signature_key].concat()
}

/// Lets MLS verify the certificate of every leaf: in KeyPackages, in the tree of a Welcome, and in Commits.
#[derive(Clone, Copy, Debug)]
pub struct Certified;

impl IdentityProvider for Certified {
    type Error = InvalidLeaf;

    fn validate_member(
        &self,
        leaf: &SigningIdentity,
        _: Option<MlsTime>,
        _: MemberValidationContext<'_>,
    ) -> std::result::Result<(), InvalidLeaf> {
        Certificate::of(leaf)?;
        Ok(())
    }

    fn validate_external_sender(
        &self,
        _: &SigningIdentity,
        _: Option<MlsTime>,
        _: Option<&ExtensionList>,
    ) -> std::result::Result<(), InvalidLeaf> {
        Err(InvalidLeaf("only members send".into()))
    }

    /// One leaf for each device.
    fn identity(&self, leaf: &SigningIdentity, _: &ExtensionList) -> std::result::Result<Vec<u8>, InvalidLeaf> {
        Ok(Certificate::of(leaf)?.address()?.encode_to_vec())
    }

    /// A device keeps its leaf as long as its registration, and no other device takes it over.
    fn valid_successor(
        &self,
        before: &SigningIdentity,
        after: &SigningIdentity,
        _: &ExtensionList,
    ) -> std::result::Result<bool, InvalidLeaf> {
        let (before, after) = (Certificate::of(before)?, Certificate::of(after)?);
        Ok(before.address == after.address && before.registration_id == after.registration_id)
    }

    fn supported_types(&self) -> Vec<CredentialType> {
        vec![BasicCredential::credential_type()]
    }
}

/// A leaf that does not belong to the userID that it names.
#[derive(Debug)]
pub struct InvalidLeaf(Error);

impl From<Error> for InvalidLeaf {
    fn from(cause: Error) -> Self {
        Self(cause)
    }
}

impl IntoAnyError for InvalidLeaf {
    fn into_dyn_error(self) -> std::result::Result<Error, Self> {
        Ok(self.0)
    }
}
