package solvergrpc;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import solvergrpc.solver.v1.CostModel;
import solvergrpc.solver.v1.ImpactBasis;
import solvergrpc.solver.v1.PeriodGrid;
import solvergrpc.solver.v1.PowerLawModel;
import solvergrpc.solver.v1.Problem;
import solvergrpc.solver.v1.Side;
import solvergrpc.solver.v1.SolveManyResponse;
import solvergrpc.solver.v1.SolveRequest;

/** The service beside which the tests run, and what they ask it. */
final class Service {
  private static final JsonFormat.Parser JSON = JsonFormat.parser().usingTypeRegistry(
      JsonFormat.TypeRegistry.newBuilder().add(BadRequest.getDescriptor()).add(ErrorInfo.getDescriptor()).build());

  private Service() {}

  /** An address or a folder that scripts/test-java.sh (clients/python/tests/host.py) tells. */
  static String place(String name) {
    return Objects.requireNonNull(System.getenv(name), () -> name + " is not set: run scripts/test-java.sh");
  }

  /** A problem and the answer on which all clients agree. */
  record Vector(String name, SolveRequest request, SolveManyResponse expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Vector> vectors() {
    Path folder = Path.of("..", "testdata");
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".request.json"))
          .map(file -> file.replace(".request.json", ""))
          .map(name
              -> new Vector(name, read(folder.resolve(name + ".request.json"), SolveRequest.newBuilder()).build(),
                  read(folder.resolve(name + ".response.json"), SolveManyResponse.newBuilder()).build()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <B extends Message.Builder> B read(Path path, B builder) {
    try {
      JSON.merge(Files.readString(path), builder);
      return builder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A problem with a published answer: lambda 13.0930734, cost 872.871561. */
  static SolveRequest.Builder small() {
    return SolveRequest.newBuilder().setProblem(
        Problem.newBuilder()
            .setSide(Side.SIDE_BUY)
            .setQuantity(100)
            .setGrid(PeriodGrid.newBuilder().setPeriodCount(3))
            .setCost(CostModel.newBuilder()
                         .setBasis(ImpactBasis.IMPACT_BASIS_TOTAL_COST)
                         .setPowerLaw(PowerLawModel.newBuilder().addAllAlpha(List.of(1.0, 2.0, 4.0)).addBeta(1.5))));
  }
}
