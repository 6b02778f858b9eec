package solvergrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The sample prints what it promises. */
class SampleTest {
  private record Run(int status, String output) {}

  private static Run run(String address) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), "solvergrpc.samples.Solve", address)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  @Test
  void sample_printsScheduleAndCertificate() throws Exception {
    Run run = run(Service.place("SOLVER_TCP"));
    assertEquals(0, run.status(), run.output());
    for (String word :
        new String[] {"09:30", "15:45", "OPTIMAL", "lambda", "cost", "saves", "no schedule is cheaper"}) {
      assertTrue(run.output().contains(word), run::output);
    }
  }

  @Test
  void sample_saysThatNobodyListens() throws Exception {
    Run run = run("127.0.0.1:1");
    assertEquals(1, run.status());
    assertTrue(run.output().contains("UNAVAILABLE"), run::output);
  }
}
