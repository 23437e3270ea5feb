package org.messagingserver.encryption;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The owner and the permissions of a file.
 *
 * @param owner its owner's number
 * @param self the number of the user who runs this process
 */
record FileOwnership(long owner, Set<PosixFilePermission> granted, long self) {
  private static final long ROOT = 0;
  private static final Path SELF = Path.of("/proc/self");

  private static final Set<PosixFilePermission> OWNERS_ALONE =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  static FileOwnership of(Path file) throws IOException {
    return new FileOwnership(owner(file), Files.getPosixFilePermissions(file), user());
  }

  /**
   * To UnixSystem, which works on any Unix, a user without a name is root: as in many a container.
   */
  private static long user() throws IOException {
    return Files.exists(SELF) ? owner(SELF) : new UnixSystem().getUid();
  }

  private static long owner(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:uid");
  }

  /**
   * Whether it is its owner's alone. Root may let one group read a file that it owns, which is how
   * a secret is handed to a process that may not change it: by Kubernetes to a pod's {@code
   * fsGroup}.
   */
  boolean isPrivate() {
    Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
    others.addAll(granted);
    others.removeAll(OWNERS_ALONE);
    if (owner == ROOT && self != ROOT) {
      others.remove(PosixFilePermission.GROUP_READ);
    }
    return others.isEmpty();
  }
}
