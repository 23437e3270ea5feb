package org.messagingserver.delivery;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.messagingserver.mailbox.Mailbox;

/**
 * How much machines of this package hold: the sizes of all their collections, and their counts of
 * bytes, by field.
 */
final class Footprint {
  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private Footprint() {}

  /** The collections that hold anything, and the counts that are not zero. */
  static Map<String, Integer> of(Object... machines) {
    Footprint footprint = new Footprint();
    for (Object machine : machines) {
      footprint.visit(machine);
    }
    return footprint.sizes;
  }

  /** The name under which the collection in this field is counted. */
  static String name(Class<?> machine, String field) {
    try {
      return name(machine.getDeclaredField(field));
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(Field field) {
    return field.getDeclaringClass().getSimpleName() + "." + field.getName();
  }

  private void visit(Object machine) {
    if (!isOurs(machine) || !seen.add(machine)) {
      return;
    }
    Fields fields = Fields.OF_CLASS.get(machine.getClass());
    fields.bytes.forEach(field -> count(field, ((Number) value(field, machine)).intValue()));
    fields.references.forEach(field -> visit(field, value(field, machine)));
  }

  private void visit(Field field, Object value) {
    if (value instanceof Collection<?> collection) {
      count(field, collection.size());
    } else if (value instanceof Map<?, ?> map) {
      count(field, map.size());
    } else {
      visit(value);
    }
  }

  private void count(Field field, int size) {
    if (size > 0) {
      sizes.merge(name(field), size, Integer::sum);
    }
  }

  private static Object value(Field field, Object machine) {
    try {
      return field.get(machine);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Not the world around them. */
  private static boolean isOurs(Object value) {
    return value != null
        && value.getClass().getPackage() == Footprint.class.getPackage()
        && !value.getClass().isHidden()
        && !(value instanceof EventLoop
            || value instanceof DeliveryBus
            || value instanceof Mailbox
            || value instanceof MessageSink);
  }

  /**
   * Looked up once for each class, for every history ends with a look at all machines.
   *
   * @param bytes counts of bytes that are held
   */
  private record Fields(List<Field> bytes, List<Field> references) {
    static final ClassValue<Fields> OF_CLASS =
        new ClassValue<>() {
          @Override
          protected Fields computeValue(Class<?> machine) {
            return of(machine);
          }
        };

    private static Fields of(Class<?> machine) {
      List<Field> ofObjects =
          Stream.of(machine.getDeclaredFields())
              .filter(field -> !Modifier.isStatic(field.getModifiers()))
              .toList();
      ofObjects.forEach(field -> field.setAccessible(true));
      return new Fields(
          ofObjects.stream().filter(Fields::isBytes).toList(),
          ofObjects.stream().filter(field -> !field.getType().isPrimitive()).toList());
    }

    private static boolean isBytes(Field field) {
      return field.getName().matches("bytes|[a-z]+Bytes")
          && !Modifier.isFinal(field.getModifiers())
          && field.getType().isPrimitive();
    }
  }
}
