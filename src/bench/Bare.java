import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;

/**
 * The floor: Tomcat with one servlet that answers every request with bytes recorded from the service, headers included, and
 * does nothing else. No database, no security, no JSON. Arguments: the directory of the recordings, the port.
 */
final class Bare {
    /** Tomcat writes these itself. */
    private static final Set<String> OF_THE_SERVER = new TreeSet<>(String.CASE_INSENSITIVE_ORDER) {
        {
            addAll(List.of("Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date"));
        }
    };

    private record Header(String name, String value) {}

    private record Recording(int status, List<Header> headers, byte[] body) {
        /** As {@code curl -D name.headers -o name.body} leaves it. */
        static Recording read(Path directory, String name) throws IOException {
            var lines = Files.readAllLines(directory.resolve(name + ".headers"), StandardCharsets.ISO_8859_1);
            var headers = new ArrayList<Header>();
            for (var line : lines.subList(1, lines.size())) {
                int colon = line.indexOf(':');
                if (colon > 0 && !OF_THE_SERVER.contains(line.substring(0, colon))) {
                    headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
                }
            }
            return new Recording(
                    Integer.parseInt(lines.getFirst().split(" ")[1]),
                    headers,
                    Files.readAllBytes(directory.resolve(name + ".body")));
        }

        void answer(HttpServletResponse response) throws IOException {
            response.setStatus(status);
            for (var header : headers) {
                response.addHeader(header.name(), header.value());
            }
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var directory = Path.of(arguments[0]);
        var list = Recording.read(directory, "list");
        var get = Recording.read(directory, "get");
        var poll = Recording.read(directory, "poll");
        var create = Recording.read(directory, "create");
        var tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("hilt-bare").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(Integer.parseInt(arguments[1]));
        var protocol = (AbstractHttp11Protocol<?>) tomcat.getConnector().getProtocolHandler();
        protocol.setMaxKeepAliveRequests(-1);
        ((AbstractProtocol<?>) protocol).setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "recorded", new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                if ("POST".equals(request.getMethod())) {
                    request.getInputStream().readAllBytes();
                    create.answer(response);
                } else if (request.getRequestURI().endsWith("/decision-events")) {
                    poll.answer(response);
                } else if (request.getQueryString() != null) {
                    list.answer(response);
                } else {
                    get.answer(response);
                }
            }
        });
        context.addServletMappingDecoded("/*", "recorded");
        tomcat.start();
        tomcat.getServer().await();
    }
}
