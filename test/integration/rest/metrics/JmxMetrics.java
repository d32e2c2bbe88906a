import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.TreeMap;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Reads the MBeans of a Kafka Connect worker: `java JmxMetrics.java PORT`. For each line of standard input it prints what is there now, one attribute
 * a line as `type TAB tags TAB attribute TAB value` with tags as `key=value` between `|`, and then an empty line.
 */
public class JmxMetrics {
  public static void main(String[] args) throws Exception {
    var url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + args[0] + "/jmxrmi");
    try (var connector = JMXConnectorFactory.connect(url);
        var input = new BufferedReader(new InputStreamReader(System.in))) {
      while (input.readLine() != null) {
        var text = new StringBuilder();
        var server = connector.getMBeanServerConnection();
        for (var name : server.queryNames(new ObjectName("kafka.connect:*"), null)) {
          try {
            text.append(describe(server, name));
          } catch (InstanceNotFoundException e) {
            // It has gone between the two calls.
          }
        }
        System.out.println(text);
        System.out.flush();
      }
    }
  }

  static String describe(MBeanServerConnection server, ObjectName name) throws Exception {
    var tags = new TreeMap<String, String>();
    for (var entry : name.getKeyPropertyList().entrySet())
      if (!entry.getKey().equals("type"))
        tags.put(entry.getKey(), entry.getValue().startsWith("\"") ? ObjectName.unquote(entry.getValue()) : entry.getValue());
    var text = new StringBuilder();
    for (var attribute : server.getMBeanInfo(name).getAttributes()) {
      var pairs = new StringBuilder();
      tags.forEach((key, value) -> pairs.append(pairs.isEmpty() ? "" : "|").append(key).append('=').append(value));
      text.append(name.getKeyProperty("type")).append('\t').append(pairs).append('\t').append(attribute.getName());
      text.append('\t').append(server.getAttribute(name, attribute.getName())).append('\n');
    }
    return text.toString();
  }
}
