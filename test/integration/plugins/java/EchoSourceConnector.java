package com.example;
import java.util.*;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.*;
public class EchoSourceConnector extends SourceConnector {
  Map<String, String> props;
  public String version() { return "@VERSION@"; }
  public void start(Map<String, String> p) { props = p; }
  public Class<? extends Task> taskClass() { return EchoTask.class; }
  public List<Map<String, String>> taskConfigs(int n) { return List.of(props); }
  public void stop() {}
  public ConfigDef config() {
    return new ConfigDef().define("topic", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "Where to.")
      .define("only.in.@VERSION@", ConfigDef.Type.STRING, "x", ConfigDef.Importance.LOW, "Of this version.")
      .define("door.@VERSION@", ConfigDef.Type.PASSWORD, null, ConfigDef.Importance.LOW, "A secret.");
  }
  public static class EchoTask extends SourceTask {
    String topic; boolean done;
    public String version() { return "@VERSION@"; }
    public void start(Map<String, String> p) { topic = p.get("topic"); }
    public List<SourceRecord> poll() throws InterruptedException {
      if (done) { Thread.sleep(200); return null; }
      done = true;
      return List.of(new SourceRecord(Map.of(), Map.of("at", 1), topic, Schema.STRING_SCHEMA, "echo @VERSION@"));
    }
    public void stop() {}
  }
}
