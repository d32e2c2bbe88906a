import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.*;
import org.apache.kafka.common.record.internal.*;
import org.apache.kafka.common.utils.*;

/**
 * Prints record batches made by Kafka's own builder, with what is in them, one JSON object a line.
 * Run: java -cp 'KAFKA_LIBS/*' test/golden/kafka-clients/RecordBatches.java | gzip -9n > test/golden/data/record-batches.jsonl.gz
 */
class RecordBatches {
  record Input(long timestamp, byte[] key, byte[] value, Header[] headers) {}

  public static void main(String[] args) {
    for (CompressionType type : CompressionType.values()) {
      Compression codec = Compression.of(type).build();
      emit("v2-" + type.name, batch(2, codec, TimestampType.CREATE_TIME, 0, -1, (short) -1, -1, false, few()), few());
      emit("v2-transactional-" + type.name, batch(2, codec, TimestampType.CREATE_TIME, 1L << 40, 9_000_000_001L, (short) 7, 2147483640, true, many()), many());
      emit("v2-append-time-" + type.name, batch(2, codec, TimestampType.LOG_APPEND_TIME, 5, 3, (short) 0, 0, false, few()), null);
      if (type == CompressionType.ZSTD) continue;
      for (int magic = 0; magic < 2; magic++) {
        List<Input> plain = new ArrayList<>();
        for (Input one : many()) plain.add(new Input(magic == 0 ? -1 : Math.max(0, one.timestamp), one.key, one.value, new Header[0]));
        emit("v" + magic + "-" + type.name, batch(magic, codec, TimestampType.CREATE_TIME, 100, -1, (short) -1, -1, false, plain), plain);
      }
    }
    for (ControlRecordType type : new ControlRecordType[] {ControlRecordType.COMMIT, ControlRecordType.ABORT}) {
      MemoryRecords marker = MemoryRecords.withEndTransactionMarker(77, 1700000000123L, 4, 12345, (short) 6, new EndTransactionMarker(type, 21));
      emit("marker-" + type.name().toLowerCase(), marker.buffer(), null);
    }
  }

  static List<Input> few() {
    List<Input> inputs = new ArrayList<>();
    inputs.add(new Input(1700000000000L, utf8("key"), utf8("value"), new Header[0]));
    inputs.add(new Input(1700000000001L, null, utf8("no key"), new Header[] {new RecordHeader("h", utf8("x")), new RecordHeader("h", (byte[]) null), new RecordHeader("ü", new byte[0])}));
    inputs.add(new Input(1699999990000L, utf8("tombstone"), null, new Header[0]));
    inputs.add(new Input(1800000000000L, new byte[0], new byte[0], new Header[0]));
    inputs.add(new Input(0L, new byte[] {-1, 0, 127}, utf8("x".repeat(300)), new Header[0]));
    return inputs;
  }

  static List<Input> many() {
    Random random = new Random(42);
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      byte[] value = i % 3 == 0 ? noise : utf8(("{\"id\":" + i + ",\"name\":\"record\"}").repeat(1 + i % 9));
      inputs.add(new Input(1700000000000L + random.nextInt(1 << 20), i % 4 == 0 ? null : utf8("key-" + i), value, new Header[0]));
    }
    return inputs;
  }

  static ByteBuffer batch(int magic, Compression codec, TimestampType type, long base, long producerId, short epoch, int sequence, boolean transactional, List<Input> inputs) {
    MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1 << 20), (byte) magic, codec, type, base, 1700000099999L, producerId, epoch, sequence, transactional, magic < 2 ? -1 : 3);
    for (Input one : inputs)
      builder.append(one.timestamp, one.key == null ? null : ByteBuffer.wrap(one.key), one.value == null ? null : ByteBuffer.wrap(one.value), one.headers);
    return builder.build().buffer();
  }

  static void emit(String id, ByteBuffer buffer, List<Input> inputs) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    StringBuilder json = new StringBuilder("{\"id\":\"" + id + "\",\"bytes\":" + base64(bytes) + ",\"batches\":[");
    String between = "";
    for (RecordBatch batch : MemoryRecords.readableRecords(ByteBuffer.wrap(bytes)).batches()) {
      json.append(between).append("{\"magic\":" + batch.magic() + ",\"baseOffset\":" + batch.baseOffset() + ",\"lastOffset\":" + batch.lastOffset()
          + ",\"producerId\":" + batch.producerId() + ",\"producerEpoch\":" + batch.producerEpoch() + ",\"baseSequence\":" + batch.baseSequence()
          + ",\"isTransactional\":" + batch.isTransactional() + ",\"isControl\":" + batch.isControlBatch() + ",\"maxTimestamp\":" + batch.maxTimestamp() + ",\"records\":[");
      String comma = "";
      for (org.apache.kafka.common.record.internal.Record one : batch) {
        json.append(comma).append("{\"offset\":" + one.offset() + ",\"timestamp\":" + one.timestamp() + ",\"key\":" + base64(bytesOf(one.key())) + ",\"value\":" + base64(bytesOf(one.value())) + ",\"headers\":[");
        String next = "";
        for (Header header : one.headers()) {
          json.append(next).append("{\"key\":\"" + header.key() + "\",\"value\":" + base64(header.value()) + "}");
          next = ",";
        }
        json.append("]}");
        comma = ",";
      }
      json.append("]}");
      between = ",";
    }
    System.out.println(json.append("]}"));
  }

  static byte[] bytesOf(ByteBuffer buffer) {
    if (buffer == null) return null;
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String base64(byte[] bytes) {
    return bytes == null ? "null" : '"' + Base64.getEncoder().encodeToString(bytes) + '"';
  }
}
