import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.internals.AbstractPartitionAssignor;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.*;
import org.apache.kafka.connect.runtime.distributed.*;
import org.apache.kafka.connect.util.ConnectorTaskId;

/**
 * Records what Apache Kafka's own classes answer: the bytes of the embedded group protocols and the outputs of the four assignors.
 *
 *   javac -cp "$KAFKA/libs/*" -d out GroupGolden.java && java -cp "out:$KAFKA/libs/*" GroupGolden DATA_DIR
 *
 * writes protocols.jsonl and assignors.jsonl.gz. The committed files were made with Apache Kafka 4.3.1.
 */
public final class GroupGolden {
    static final Random random = new Random(20261121);

    public static void main(String[] args) throws Exception {
        Path dir = Path.of(args[0]);
        try (PrintStream out = new PrintStream(Files.newOutputStream(dir.resolve("protocols.jsonl")), false, "UTF-8")) {
            consumerProtocol(out);
            connectProtocol(out);
        }
        try (PrintStream out = new PrintStream(new GZIPOutputStream(Files.newOutputStream(dir.resolve("assignors.jsonl.gz"))), false, "UTF-8")) {
            for (int i = 0; i < 40; i++) history(out, RangeAssignor::new, i);
            for (int i = 0; i < 40; i++) history(out, RoundRobinAssignor::new, i);
            for (int i = 0; i < 140; i++) history(out, StickyAssignor::new, i);
            for (int i = 0; i < 140; i++) history(out, CooperativeStickyAssignor::new, i);
        }
    }

    // ---- bytes ----------------------------------------------------------------------------------------------------

    static void consumerProtocol(PrintStream out) {
        for (int i = 0; i < 40; i++) {
            List<String> topics = names("topic", random.nextInt(4));
            ByteBuffer userData = random.nextBoolean() ? null : bytes(random.nextInt(5));
            List<TopicPartition> owned = partitions(random.nextInt(7));
            int generation = random.nextInt(5) - 1;
            Optional<String> rack = random.nextBoolean() ? Optional.empty() : Optional.of("räck-" + i);
            for (short v = 0; v <= 3; v++) {
                Subscription s = new Subscription(topics, copy(userData), owned, generation, rack);
                out.println("{\"kind\":\"subscription\",\"version\":" + v + ",\"topics\":" + json(topics) + ",\"userData\":" + base64(userData)
                        + ",\"owned\":" + json2(owned) + ",\"generation\":" + generation + ",\"rack\":" + (rack.isPresent() ? quote(rack.get()) : "null")
                        + ",\"bytes\":" + base64(ConsumerProtocol.serializeSubscription(s, v)) + "}");
                out.println("{\"kind\":\"assignment\",\"version\":" + v + ",\"partitions\":" + json2(owned) + ",\"userData\":" + base64(userData)
                        + ",\"bytes\":" + base64(ConsumerProtocol.serializeAssignment(new Assignment(owned, copy(userData)), v)) + "}");
            }
            StickyAssignor sticky = new StickyAssignor();
            sticky.onAssignment(new Assignment(owned), new ConsumerGroupMetadata("g", generation, "m", Optional.empty()));
            out.println("{\"kind\":\"stickyUserData\",\"owned\":" + json2(owned) + ",\"generation\":" + generation
                    + ",\"bytes\":" + base64(sticky.subscriptionUserData(Set.of("t"))) + "}");
            CooperativeStickyAssignor cooperative = new CooperativeStickyAssignor();
            cooperative.onAssignment(new Assignment(owned), new ConsumerGroupMetadata("g", generation, "m", Optional.empty()));
            out.println("{\"kind\":\"cooperativeUserData\",\"generation\":" + generation
                    + ",\"bytes\":" + base64(cooperative.subscriptionUserData(Set.of("t"))) + "}");
        }
    }

    static void connectProtocol(PrintStream out) {
        for (short v = 1; v <= 2; v++) {
            ExtendedAssignment empty = ExtendedAssignment.empty();
            out.println("{\"kind\":\"connectMetadata\",\"version\":" + v + ",\"url\":\"u\",\"offset\":3,\"assignment\":" + assignment(empty)
                    + ",\"bytes\":" + base64(IncrementalCooperativeConnectProtocol.serializeMetadata(new ExtendedWorkerState("u", 3, empty), v == 2)) + "}");
        }
        for (int i = 0; i < 60; i++) {
            String url = "http://wörker-" + i + ":8083/";
            long offset = random.nextInt(4) == 0 ? -1 : random.nextLong() >>> 20;
            List<String> connectors = names("conn-", random.nextInt(3));
            List<ConnectorTaskId> tasks = tasks(random.nextInt(6));
            List<String> revokedConnectors = names("old-", random.nextInt(3));
            List<ConnectorTaskId> revokedTasks = tasks(random.nextInt(4));
            int delay = random.nextInt(3) == 0 ? 300000 : 0;
            short error = (short) random.nextInt(2);
            String leader = "connect-" + i + "-9f3c";

            out.println("{\"kind\":\"connectMetadata\",\"version\":0,\"url\":" + quote(url) + ",\"offset\":" + offset
                    + ",\"bytes\":" + base64(ConnectProtocol.serializeMetadata(new ConnectProtocol.WorkerState(url, offset))) + "}");
            out.println("{\"kind\":\"connectAssignment\",\"version\":0,\"error\":" + error + ",\"leader\":" + quote(leader) + ",\"leaderUrl\":" + quote(url)
                    + ",\"offset\":" + offset + ",\"connectors\":" + json(connectors) + ",\"tasks\":" + jsonTasks(tasks)
                    + ",\"bytes\":" + base64(ConnectProtocol.serializeAssignment(
                        new ConnectProtocol.Assignment(error, leader, url, offset, connectors, tasks))) + "}");
            for (short v = 1; v <= 2; v++) {
                boolean sessioned = v == 2;
                ExtendedAssignment a = new ExtendedAssignment(v, error, leader, url, offset, connectors, tasks, revokedConnectors, revokedTasks, delay);
                ExtendedAssignment held = i % 5 == 0 ? null : a;
                out.println("{\"kind\":\"connectMetadata\",\"version\":" + v + ",\"url\":" + quote(url) + ",\"offset\":" + offset
                        + ",\"assignment\":" + (held == null ? "null" : assignment(a))
                        + ",\"bytes\":" + base64(IncrementalCooperativeConnectProtocol.serializeMetadata(new ExtendedWorkerState(url, offset, held), sessioned)) + "}");
                out.println("{\"kind\":\"connectAssignment\",\"version\":" + v + "," + assignment(a).substring(1).replaceFirst("}$", "")
                        + ",\"bytes\":" + base64(IncrementalCooperativeConnectProtocol.serializeAssignment(a, sessioned)) + "}");
            }
        }
    }

    static String assignment(ExtendedAssignment a) {
        return "{\"error\":" + a.error() + ",\"leader\":" + quote(a.leader()) + ",\"leaderUrl\":" + quote(a.leaderUrl()) + ",\"offset\":" + a.offset()
                + ",\"connectors\":" + json(a.connectors()) + ",\"tasks\":" + jsonTasks(a.tasks())
                + ",\"revokedConnectors\":" + json(a.revokedConnectors()) + ",\"revokedTasks\":" + jsonTasks(a.revokedTasks()) + ",\"delay\":" + a.delay() + "}";
    }

    // ---- assignors: a group's history of rebalances ----------------------------------------------------------------

    static final class Member {
        String id; String instance; List<String> topics; List<TopicPartition> owned = List.of(); int generation = -1;
    }

    static void history(PrintStream out, Supplier<AbstractPartitionAssignor> assignors, int seed) {
        AbstractPartitionAssignor assignor = assignors.get();
        Random r = new Random(seed * 7919L + assignor.name().hashCode());
        boolean sameTopics = r.nextBoolean();
        Map<String, Integer> counts = new TreeMap<>();
        int topicCount = 1 + r.nextInt(5);
        for (int i = 0; i < topicCount; i++) counts.put("topic-" + (char) ('a' + r.nextInt(26)) + i, 1 + r.nextInt(seed % 10 == 0 ? 30 : 8));
        List<Member> members = new ArrayList<>();
        int joined = 1 + r.nextInt(5);
        for (int i = 0; i < joined; i++) members.add(member(r, counts, sameTopics));
        for (int round = 0; round < 5; round++) {
            assignor = assignors.get(); // a sticky assignor remembers the highest generation it ever saw
            Map<String, Subscription> subscriptions = new HashMap<>();
            Map<String, List<PartitionInfo>> infos = new HashMap<>();
            Set<String> subscribed = new HashSet<>();
            for (Member m : members) subscribed.addAll(m.topics);
            for (String t : subscribed) if (counts.containsKey(t)) {
                List<PartitionInfo> list = new ArrayList<>();
                for (int p = 0; p < counts.get(t); p++) list.add(new PartitionInfo(t, p, Node.noNode(), new Node[0], new Node[0]));
                infos.put(t, list);
            }
            for (Member m : members) {
                Subscription s;
                if (assignor instanceof StickyAssignor) {
                    StickyAssignor state = new StickyAssignor();
                    ByteBuffer userData = null;
                    if (m.generation >= 0) {
                        state.onAssignment(new Assignment(m.owned), new ConsumerGroupMetadata("g", m.generation, m.id, Optional.empty()));
                        userData = state.subscriptionUserData(Set.copyOf(m.topics));
                    }
                    s = new Subscription(m.topics, userData, List.of(), -1, Optional.empty());
                } else s = new Subscription(m.topics, null, m.owned, m.generation, Optional.empty());
                if (m.instance != null) s.setGroupInstanceId(Optional.of(m.instance));
                subscriptions.put(m.id, s);
            }
            Map<String, List<TopicPartition>> result = assignor.assignPartitions(infos, subscriptions);
            StringBuilder line = new StringBuilder("{\"assignor\":" + quote(assignor.name()) + ",\"case\":\"" + seed + "." + round + "\",\"topics\":{");
            String comma = "";
            for (Map.Entry<String, Integer> e : counts.entrySet()) { line.append(comma).append(quote(e.getKey())).append(':').append(e.getValue()); comma = ","; }
            line.append("},\"members\":[");
            comma = "";
            for (Member m : members) {
                line.append(comma).append("{\"id\":").append(quote(m.id)).append(",\"instance\":").append(m.instance == null ? "null" : quote(m.instance))
                    .append(",\"topics\":").append(json(m.topics)).append(",\"owned\":").append(json2(m.owned)).append(",\"generation\":").append(m.generation).append('}');
                comma = ",";
            }
            line.append("],\"expect\":{");
            comma = "";
            for (Map.Entry<String, List<TopicPartition>> e : new TreeMap<>(result).entrySet()) { line.append(comma).append(quote(e.getKey())).append(':').append(json2(e.getValue())); comma = ","; }
            out.println(line.append("}}"));

            for (Member m : members) {
                if (r.nextInt(12) == 0) continue; // missed this generation: keeps what it believed to own
                m.owned = List.copyOf(result.get(m.id));
                m.generation = round;
            }
            int change = r.nextInt(6);
            if (change == 0 && members.size() > 1) members.remove(r.nextInt(members.size()));
            else if (change == 1 || change == 5) members.add(member(r, counts, sameTopics));
            else if (change == 2) counts.computeIfPresent(pick(r, counts.keySet()), (k, n) -> n + 1 + r.nextInt(4));
            else if (change == 3) counts.put("topic-new" + round, 1 + r.nextInt(4));
            else if (change == 4 && counts.size() > 1) counts.remove(pick(r, counts.keySet()));
            if (sameTopics) for (Member m : members) m.topics = new ArrayList<>(counts.keySet());
            else if (r.nextInt(3) == 0) { Member m = members.get(r.nextInt(members.size())); m.topics = some(r, counts); }
        }
    }

    static Member member(Random r, Map<String, Integer> counts, boolean sameTopics) {
        Member m = new Member();
        m.id = "consumer-" + Integer.toString(r.nextInt(1000), 36) + "-" + new UUID(r.nextLong(), r.nextLong());
        m.instance = r.nextInt(5) == 0 ? "static-" + r.nextInt(10000) : null;
        m.topics = sameTopics ? new ArrayList<>(counts.keySet()) : some(r, counts);
        return m;
    }

    static List<String> some(Random r, Map<String, Integer> counts) {
        List<String> list = new ArrayList<>();
        for (String t : counts.keySet()) if (r.nextInt(3) > 0) list.add(t);
        if (list.isEmpty()) list.add(counts.keySet().iterator().next());
        Collections.shuffle(list, r);
        return list;
    }

    static String pick(Random r, Set<String> set) { return new ArrayList<>(set).get(r.nextInt(set.size())); }

    // ---- inputs and JSON -------------------------------------------------------------------------------------------

    static List<String> names(String prefix, int n) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < n; i++) list.add(prefix + Integer.toString(random.nextInt(5000), 36) + "é-" + i);
        return list;
    }

    static List<ConnectorTaskId> tasks(int n) {
        List<ConnectorTaskId> list = new ArrayList<>();
        for (int i = 0; i < n; i++) list.add(new ConnectorTaskId("conn-" + random.nextInt(3), i));
        return list;
    }

    static List<TopicPartition> partitions(int n) {
        LinkedHashSet<TopicPartition> set = new LinkedHashSet<>();
        for (int i = 0; i < n; i++) set.add(new TopicPartition("t" + random.nextInt(3), random.nextInt(20)));
        return new ArrayList<>(set);
    }

    static ByteBuffer bytes(int n) { byte[] b = new byte[n]; random.nextBytes(b); return ByteBuffer.wrap(b); }
    static ByteBuffer copy(ByteBuffer b) { return b == null ? null : b.duplicate(); }

    static String base64(ByteBuffer buffer) {
        if (buffer == null) return "null";
        ByteBuffer b = buffer.duplicate();
        byte[] bytes = new byte[b.remaining()];
        b.get(bytes);
        return quote(Base64.getEncoder().encodeToString(bytes));
    }

    static String quote(String s) { return s == null ? "null" : "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"") + "\""; }

    static String json(Collection<String> list) {
        StringJoiner j = new StringJoiner(",", "[", "]");
        for (String s : list) j.add(quote(s));
        return j.toString();
    }

    static String json2(Collection<TopicPartition> list) {
        StringJoiner j = new StringJoiner(",", "[", "]");
        for (TopicPartition tp : list) j.add("[" + quote(tp.topic()) + "," + tp.partition() + "]");
        return j.toString();
    }

    static String jsonTasks(Collection<ConnectorTaskId> list) {
        StringJoiner j = new StringJoiner(",", "[", "]");
        for (ConnectorTaskId t : list) j.add("[" + quote(t.connector()) + "," + t.task() + "]");
        return j.toString();
    }
}
