//! Who commits: the server does not order Commits, so one member at a time makes them all.

use mls_rs::error::IntoAnyError;
use mls_rs::extension::{ExtensionType, MlsExtension};
use mls_rs::group::{GroupContext, Roster};
use mls_rs::mls_rules::{CommitDirection, CommitOptions, CommitSource, EncryptionOptions, ProposalBundle};
use mls_rs::{ExtensionList, MlsRules, client_builder::PaddingMode};
use std::convert::Infallible;

/// The member that makes the next Commit, by the index of its leaf.
/// It is in the GroupContext, so all members of an epoch agree about it, and only a Commit changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committer(pub u32);

impl Committer {
    /// From the range of RFC 9420 for private use.
    pub const EXTENSION: ExtensionType = ExtensionType::new(0xf0c0);

    /// The committer of an epoch with these extensions.
    pub fn of(extensions: &ExtensionList) -> Result<Self, RuleBroken> {
        let named = extensions.get_as().ok().flatten();
        named.ok_or(RuleBroken("the group names no committer"))
    }
}

impl MlsExtension for Committer {
    type SerializationError = Infallible;
    type DeserializationError = RuleBroken;

    fn extension_type() -> ExtensionType {
        Self::EXTENSION
    }

    fn to_bytes(&self) -> Result<Vec<u8>, Infallible> {
        Ok(self.0.to_be_bytes().to_vec())
    }

    fn from_bytes(data: &[u8]) -> Result<Self, RuleBroken> {
        let index = data.try_into();
        index.map(|index| Self(u32::from_be_bytes(index))).map_err(|_| RuleBroken("not the index of a leaf"))
    }
}

/// The rules that every member applies to every Commit, its own included.
#[derive(Clone, Copy, Debug)]
pub struct Rules;

impl MlsRules for Rules {
    type Error = RuleBroken;

    fn filter_proposals(
        &self,
        _: CommitDirection,
        source: CommitSource,
        _: &Roster,
        context: &GroupContext,
        proposals: ProposalBundle,
    ) -> Result<ProposalBundle, RuleBroken> {
        let Committer(committer) = Committer::of(&context.extensions)?;
        match source {
            CommitSource::ExistingMember(member) if member.index == committer => Ok(proposals),
            _ => Err(RuleBroken("this member is not the committer")),
        }
    }

    /// Each Commit has fresh keys of the committer; a Welcome holds the tree, since the server has no place for it.
    fn commit_options(&self, _: &Roster, _: &GroupContext, _: &ProposalBundle) -> Result<CommitOptions, RuleBroken> {
        Ok(CommitOptions::new()
            .with_path_required(true)
            .with_ratchet_tree_extension(true)
            .with_single_welcome_message(true))
    }

    /// Commits are encrypted as texts are: the server learns from neither who is a member.
    fn encryption_options(&self, _: &Roster, _: &GroupContext) -> Result<EncryptionOptions, RuleBroken> {
        Ok(EncryptionOptions::new(true, PaddingMode::Padme))
    }
}

/// A Commit that the rules refuse.
#[derive(Debug)]
pub struct RuleBroken(&'static str);

impl IntoAnyError for RuleBroken {
    fn into_dyn_error(self) -> Result<crate::Error, Self> {
        Ok(self.0.into())
    }
}
