package org.messagingserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileOwnershipTest {

  @ParameterizedTest
  @CsvSource({
    "'its owner''s alone',                       1000, rw-------, 1000, true",
    "and read only,                           1000, r--------, 1000, true",
    "root's own,                                 0, rw-------,    0, true",
    "root's and readable by a group of ours,     0, r--r-----, 1000, true",
    "the same where root may write it,           0, rw-r-----, 1000, true",
    "a group may read ours,                   1000, r--r-----, 1000, false",
    "a group may read it beside root,            0, r--r-----,    0, false",
    "root's and a group may write it,            0, rw-rw----, 1000, false",
    "root's and all may read it,                 0, r--r--r--, 1000, false",
    "a third one's and readable by a group,   1001, r--r-----, 1000, false",
    "all may write it,                        1000, rw-----w-, 1000, false"
  })
  void arePrivateOnlyWhere(String what, int owner, String granted, int self, boolean expected) {
    var permissions = PosixFilePermissions.fromString(granted);

    assertThat(new FileOwnership(owner, permissions, self).isPrivate())
        .as(what)
        .isEqualTo(expected);
  }
}
