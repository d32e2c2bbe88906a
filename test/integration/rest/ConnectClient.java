import java.util.Map;
import java.util.concurrent.Callable;
import org.sourcelab.kafka.connect.apiclient.Configuration;
import org.sourcelab.kafka.connect.apiclient.KafkaConnectClient;
import org.sourcelab.kafka.connect.apiclient.request.dto.ConnectorPluginConfigDefinition;
import org.sourcelab.kafka.connect.apiclient.request.dto.NewConnectorDefinition;
import org.sourcelab.kafka.connect.apiclient.request.post.PostConnectorRestart;

/** Every call of org.sourcelab:kafka-connect-client, once: `java -cp LIBS ConnectClient.java URL FILE`. Prints one line a step. */
public class ConnectClient {
  static KafkaConnectClient client;

  public static void main(String[] args) throws Exception {
    client = new KafkaConnectClient(new Configuration(args[0]));
    var config = Map.of("connector.class", "FileStreamSource", "topic", "java-lines", "file", args[1], "tasks.max", "1");
    say("version", client.getConnectServerVersion().getVersion());
    say("add", client.addConnector(NewConnectorDefinition.newBuilder().withName("java").withConfig(config).build()).getName());
    awaitState("RUNNING");
    say("names", client.getConnectors());
    say("config", client.getConnectorConfig("java").get("topic"));
    say("type", client.getConnector("java").getType());
    say("tasks", settled(() -> client.getConnectorTasks("java").size()));
    say("task", client.getConnectorTaskStatus("java", 0).getState());
    say("expanded", client.getConnectorsWithAllExpandedMetadata().getStatusForConnector("java").getName());
    say("update", settled(() -> client.updateConnectorConfig("java", config).getName()));
    awaitState("RUNNING");
    say("restart", settled(() -> client.restartConnector("java")));
    say("restart-all", settled(() -> client.restartConnector(new PostConnectorRestart("java").withIncludeTasks(true))));
    awaitState("RUNNING");
    say("restart-task", settled(() -> client.restartConnectorTask("java", 0)));
    awaitState("RUNNING");
    say("pause", client.pauseConnector("java"));
    awaitState("PAUSED");
    say("resume", client.resumeConnector("java"));
    awaitState("RUNNING");
    say("topics", client.getConnectorTopics("java") != null);
    say("reset", client.resetConnectorTopics("java"));
    say("plugins", client.getConnectorPlugins().size() > 0);
    say("validate", client.validateConnectorPluginConfig(ConnectorPluginConfigDefinition.newBuilder()
        .withName("FileStreamSource").withConfig(Map.of("connector.class", "FileStreamSource", "name", "v")).build()).getErrorCount());
    say("stop", client.stopConnector("java"));
    awaitState("STOPPED");
    say("delete", settled(() -> client.deleteConnector("java")));
  }

  static void say(String step, Object result) {
    System.out.println(step + "=" + result);
  }

  /** Asks again while a rebalance is under way. */
  static <T> T settled(Callable<T> call) throws Exception {
    for (int i = 0; ; i++) {
      try {
        return call.call();
      } catch (RuntimeException error) {
        if (i == 100 || !String.valueOf(error.getMessage()).matches("(?s).*(rebalance|stale).*")) throw error;
        Thread.sleep(100);
      }
    }
  }

  static void awaitState(String wanted) throws Exception {
    for (int i = 0; i < 200; i++) {
      try {
        var status = client.getConnectorStatus("java");
        var tasks = status.getTasks().stream().map(task -> task.getState()).distinct().toList();
        var expected = wanted.equals("STOPPED") ? java.util.List.of() : java.util.List.of(wanted);
        if (wanted.equals(status.getConnector().get("state")) && expected.equals(tasks)) return;
      } catch (RuntimeException notYet) {
        // No status was written yet.
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("not " + wanted + ": " + client.getConnectorStatus("java"));
  }
}
