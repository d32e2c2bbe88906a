import java.util.Map;
import java.util.TreeMap;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/**
 * Prints what Kafka makes of values of sasl.jaas.config, one JSON object a line.
 * Run: java -cp 'KAFKA_LIBS/*' test/golden/kafka-clients/JaasLines.java > test/golden/data/jaas-lines.jsonl
 */
class JaasLines {
  static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

  public static void main(String[] args) {
    String[] lines = {
      MODULE + " required username=\"alice\" password=\"secret\";",
      MODULE + "  required\n  username='alice'\n  password='se\"cret' ;\n",
      MODULE + " REQUIRED username=alice password=secret;",
      MODULE + " required username=\"al\\\"ice\" password=\"a\\\\b\\n\\tc\\101\\x\";",
      MODULE + " required username=\"a\" password=\"semi;colon=equals,comma\";",
      MODULE + " required username=\"a\" password=\"// not a comment\"; // comment",
      MODULE + " required /* comment */ username=\"a\" password=\"\";",
      MODULE + " required user_alice=\"x\" user-bob=\"y\" $z=\"v\" a.b=\"c\";",
      MODULE + " required username=\"ünï\" password=\"日本\";",
      MODULE + " required;",
      MODULE + " sufficient a=\"b\";",
      MODULE + " required password=secret1 username=a1b2;",
      "", " ", ";",
      MODULE, MODULE + ";", MODULE + " unknown a=\"b\";",
      MODULE + " required a=\"b\"", MODULE + " required a;", MODULE + " required a=;", MODULE + " required =b;",
      MODULE + " required a=12;", MODULE + " required a=12b;", MODULE + " required a b=c;",
      MODULE + " required a=\"b\"; " + MODULE + " required c=\"d\";",
      MODULE + " required a=\"unterminated;", MODULE + " required a=\"two\nlines\";", MODULE + " required a=b; trailing",
      MODULE + " required a=b c=-d e=.f;", MODULE + " required a=b,c=d;",
    };
    for (String line : lines) System.out.println("{\"line\":" + json(line) + "," + parse(line) + "}");
  }

  static String parse(String line) {
    try {
      JaasContext context = JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(line)));
      AppConfigurationEntry entry = context.configurationEntries().get(0);
      StringBuilder options = new StringBuilder();
      for (Map.Entry<String, ?> one : new TreeMap<>(entry.getOptions()).entrySet())
        options.append(options.length() == 0 ? "" : ",").append(json(one.getKey()) + ":" + json(String.valueOf(one.getValue())));
      return "\"module\":" + json(entry.getLoginModuleName()) + ",\"options\":{" + options + "}";
    } catch (Exception e) {
      return "\"error\":" + json(e.getMessage());
    }
  }

  static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray())
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    return out.append('"').toString();
  }
}
