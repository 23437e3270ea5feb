package org.messagingserver.directory;

import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/**
 * Writes the directory between members, all big-endian: an Address as 16 bytes of hashed user and 8
 * of device; a place as 16 bytes of node and 8 of event loop; an entry as 8 bytes of token, a count
 * of 4 and its places.
 */
final class DirectorySerializers {
  /** Of ours; other serializers of a member may not have them. */
  private static final int FIRST_TYPE_ID = 7301;

  @FunctionalInterface
  private interface Writer<T> {
    void write(ObjectDataOutput out, T value) throws IOException;
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(ObjectDataInput in) throws IOException;
  }

  private record Serializer<T>(int typeId, Writer<T> writer, Reader<T> reader)
      implements StreamSerializer<T> {
    @Override
    public int getTypeId() {
      return typeId;
    }

    @Override
    public void write(ObjectDataOutput out, T value) throws IOException {
      writer.write(out, value);
    }

    @Override
    public T read(ObjectDataInput in) throws IOException {
      return reader.read(in);
    }
  }

  private DirectorySerializers() {}

  static List<SerializerConfig> all() {
    return List.of(
        config(0, HashedAddress.class, DirectorySerializers::write, DirectorySerializers::address),
        config(1, Registrations.class, DirectorySerializers::write, DirectorySerializers::entry),
        config(
            2,
            AddPlace.class,
            (out, add) -> {
              write(out, add.place());
              out.writeLong(add.token());
            },
            in -> new AddPlace(place(in), in.readLong())),
        config(
            3,
            RemovePlaces.class,
            (out, remove) -> write(out, new Place(remove.node(), remove.loop())),
            in -> new RemovePlaces(uuid(in), in.readLong())),
        config(4, FindPlaces.class, (out, find) -> {}, in -> new FindPlaces()));
  }

  private static <T> SerializerConfig config(
      int index, Class<T> type, Writer<T> writer, Reader<T> reader) {
    return new SerializerConfig()
        .setTypeClass(type)
        .setImplementation(new Serializer<>(FIRST_TYPE_ID + index, writer, reader));
  }

  private static void write(ObjectDataOutput out, HashedAddress address) throws IOException {
    write(out, address.user().value());
    out.writeLong(address.device().asLong());
  }

  private static HashedAddress address(ObjectDataInput in) throws IOException {
    return new HashedAddress(new HashedUser(uuid(in)), DeviceId.of(in.readLong()));
  }

  private static void write(ObjectDataOutput out, Registrations entry) throws IOException {
    out.writeLong(entry.token());
    out.writeInt(entry.places().size());
    for (Place place : entry.places()) {
      write(out, place);
    }
  }

  private static Registrations entry(ObjectDataInput in) throws IOException {
    long token = in.readLong();
    int count = in.readInt();
    List<Place> places = new ArrayList<>();
    while (places.size() < count) {
      places.add(place(in));
    }
    return new Registrations(token, places);
  }

  private static void write(ObjectDataOutput out, Place place) throws IOException {
    write(out, place.node());
    out.writeLong(place.loop());
  }

  private static Place place(ObjectDataInput in) throws IOException {
    return new Place(uuid(in), in.readLong());
  }

  private static void write(ObjectDataOutput out, UUID uuid) throws IOException {
    out.writeLong(uuid.getMostSignificantBits());
    out.writeLong(uuid.getLeastSignificantBits());
  }

  private static UUID uuid(ObjectDataInput in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }
}
