package solvergrpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How the two sides prove who they are: PEM files.
 *
 * @param ca certificates to trust; empty: those of the JDK
 * @param certificate our own, for a service that asks for one (mutual TLS); needs a key
 * @param key the private key of the certificate, PKCS #8
 * @param serverName the name in the service's certificate, where it is not the host of the address
 */
public record Tls(Optional<File> ca, Optional<File> certificate, Optional<File> key, Optional<String> serverName) {
  /** Refuses a certificate without its key. */
  public Tls {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("certificate and key go together");
    }
  }

  /** Trusts what the JDK trusts. */
  public static Tls system() {
    return new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Trusts the certificates in the file. */
  public static Tls trusting(File ca) {
    return new Tls(Optional.of(ca), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same with a certificate of our own: mutual TLS. */
  public Tls presenting(File certificate, File key) {
    return new Tls(ca, Optional.of(certificate), Optional.of(key), serverName);
  }

  /** The same for a service whose certificate has this name. */
  public Tls expecting(String serverName) {
    return new Tls(ca, certificate, key, Optional.of(serverName));
  }

  SslContext context() {
    SslContextBuilder builder = GrpcSslContexts.forClient();
    ca.ifPresent(builder::trustManager);
    certificate.ifPresent(file -> builder.keyManager(file, key.orElseThrow()));
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
