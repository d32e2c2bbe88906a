package com.example;
import java.util.*;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.*;
import org.apache.kafka.connect.storage.*;
public class MarkConverter implements Converter, HeaderConverter, Versioned {
  public String version() { return "@VERSION@"; }
  public void configure(Map<String, ?> c, boolean isKey) {}
  public void configure(Map<String, ?> c) {}
  public byte[] fromConnectData(String t, Schema s, Object v) { return v == null ? null : (v + " conv @VERSION@").getBytes(); }
  public SchemaAndValue toConnectData(String t, byte[] b) { return new SchemaAndValue(Schema.OPTIONAL_STRING_SCHEMA, b == null ? null : new String(b)); }
  public byte[] fromConnectHeader(String t, String h, Schema s, Object v) { return fromConnectData(t, s, v); }
  public SchemaAndValue toConnectHeader(String t, String h, byte[] b) { return toConnectData(t, b); }
  public ConfigDef config() { return new ConfigDef().define("conv.@VERSION@", ConfigDef.Type.STRING, "c", ConfigDef.Importance.LOW, "Of this version."); }
  public void close() {}
}
