package org.messagingserver.system.startstop;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a class file names, read from its constants.
 *
 * <p>Source: The Java Virtual Machine Specification, "The Constant Pool".
 *
 * @param classes that its code names, with slashes
 * @param methods that its code calls, like {@code java/lang/Object.toString}
 */
record ClassFile(Set<String> classes, Set<String> methods) {
  private static final Pattern ELEMENT = Pattern.compile("\\[+L(.+);");

  static ClassFile read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    in.readLong();
    Constants constants = new Constants();
    int count = in.readUnsignedShort();
    for (int index = 1; index < count; index++) {
      index += constants.read(in, index);
    }
    return new ClassFile(constants.classNames(), constants.methodNames());
  }

  private static final class Constants {
    private final Map<Integer, String> texts = new HashMap<>();
    private final Map<Integer, Integer> classes = new HashMap<>();
    private final Map<Integer, Integer> names = new HashMap<>();
    private final Map<Integer, Integer> methods = new HashMap<>();

    /** How many places it takes beyond the first. */
    int read(DataInputStream in, int index) throws IOException {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts.put(index, in.readUTF());
        case 7 -> classes.put(index, in.readUnsignedShort());
        case 10, 11 -> methods.put(index, in.readInt());
        case 12 -> names.put(index, in.readInt() >>> 16);
        case 8, 16, 19, 20 -> in.readUnsignedShort();
        case 3, 4, 9, 17, 18 -> in.readInt();
        case 15 -> in.skipNBytes(3);
        case 5, 6 -> in.readLong();
        default -> throw new IOException("a constant of an unknown kind");
      }
      return tag == 5 || tag == 6 ? 1 : 0;
    }

    Set<String> classNames() {
      Set<String> all = new TreeSet<>();
      for (int text : classes.values()) {
        String name = texts.get(text);
        Matcher element = ELEMENT.matcher(name);
        if (element.matches()) {
          all.add(element.group(1));
        } else if (!name.startsWith("[")) {
          all.add(name);
        }
      }
      return all;
    }

    Set<String> methodNames() {
      Set<String> all = new TreeSet<>();
      for (int method : methods.values()) {
        String owner = texts.get(classes.get(method >>> 16));
        all.add(owner + "." + texts.get(names.get(method & 0xffff)));
      }
      return all;
    }
  }
}
