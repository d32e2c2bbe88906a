package com.example;
import java.util.*;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.Transformation;
public class Shout<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
  public String version() { return "@VERSION@"; }
  public R apply(R r) { return r.newRecord(r.topic(), r.kafkaPartition(), r.keySchema(), r.key(), r.valueSchema(), r.value() + " shout @VERSION@", r.timestamp()); }
  public ConfigDef config() { return new ConfigDef().define("loud.@VERSION@", ConfigDef.Type.STRING, "y", ConfigDef.Importance.LOW, "Of this version."); }
  public void close() {}
  public void configure(Map<String, ?> c) {}
}
