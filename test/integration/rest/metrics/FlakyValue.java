package test;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.transforms.Transformation;

/** Refuses one value, retriably, as often as `times` says; then lets it pass. The twin of `test.FlakyValue` in `test/src/runtime/metrics`. */
public class FlakyValue<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
  private Object value;
  private int left;

  @Override
  public void configure(Map<String, ?> props) {
    value = props.get("value");
    left = Integer.parseInt(String.valueOf(props.get("times")));
  }

  @Override
  public R apply(R record) {
    if (value.equals(record.value()) && left-- > 0) throw new RetriableException("not now");
    return record;
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef()
        .define("value", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "The value.")
        .define("times", ConfigDef.Type.INT, ConfigDef.Importance.HIGH, "How often.");
  }

  @Override
  public String version() {
    return "2.0.0";
  }

  @Override
  public void close() {}
}
