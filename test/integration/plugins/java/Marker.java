package com.example;
import java.util.*;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.transforms.predicates.Predicate;
public class Marker<R extends ConnectRecord<R>> implements Predicate<R>, Versioned {
  public String version() { return "@VERSION@"; }
  public boolean test(R r) { return true; }
  public ConfigDef config() { return new ConfigDef().define("mark.@VERSION@", ConfigDef.Type.STRING, "z", ConfigDef.Importance.LOW, "Of this version."); }
  public void close() {}
  public void configure(Map<String, ?> c) {}
}
