import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends keyed records with Kafka's producer to a broker and prints the partitions they were stored in.
 * Run: java -cp 'KAFKA_LIBS/*' test/golden/kafka-clients/ProducerPartitions.java HOST:PORT | gzip -9n > test/golden/data/producer-partitions.jsonl.gz
 */
class ProducerPartitions {
  public static void main(String[] args) throws Exception {
    List<byte[]> keys = new ArrayList<>();
    Random random = new Random(7);
    for (int length = 0; length < 70; length++)
      for (int i = 0; i < 3; i++) {
        byte[] key = new byte[length];
        random.nextBytes(key);
        keys.add(key);
      }
    for (String text : new String[] {"", "a", "user-1", "user-2", "Grüße", "日本語", "\u0000"}) keys.add(text.getBytes("UTF-8"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]));
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", args[0]), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int partitions : new int[] {1, 2, 3, 7, 12, 50}) {
        String topic = "partitions-" + partitions + "-" + System.nanoTime();
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        List<Future<RecordMetadata>> results = new ArrayList<>();
        for (byte[] key : keys) results.add(producer.send(new ProducerRecord<>(topic, key, null)));
        for (int i = 0; i < keys.size(); i++)
          System.out.println("{\"key\":\"" + Base64.getEncoder().encodeToString(keys.get(i)) + "\",\"partitions\":" + partitions + ",\"partition\":" + results.get(i).get().partition() + "}");
      }
    }
  }
}
