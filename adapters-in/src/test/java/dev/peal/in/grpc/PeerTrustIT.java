package dev.peal.in.grpc;

import static dev.peal.application.contract.BatchSamples.batch;
import static dev.peal.application.contract.BatchSamples.eventually;
import static dev.peal.application.contract.BatchSamples.message;
import static dev.peal.application.contract.BatchSamples.recipients;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.contract.Certificates;
import dev.peal.application.contract.PeerLinkContract.Told;
import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.NodeId;
import dev.peal.out.grpc.GrpcPeerLink;
import dev.peal.peer.PeerHeaders;
import dev.peal.peer.PeerProof;
import dev.peal.peer.PeerTrust;
import dev.peal.peer.v1.MissedUnknown;
import dev.peal.peer.v1.PeerFrame;
import dev.peal.peer.v1.PeerGrpc;
import dev.peal.peer.v1.Welcome;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in, and who is believed.
class PeerTrustIT {

  private static final NodeId SELF = new NodeId("self-1");
  private static final Batch BATCH =
      batch(ConversationId.group(7), recipients(1, 1), message(1, 1, "a"));

  @TempDir Path folder;

  /// How a call ended, and what it was told at its end.
  private record Ended(Status status, Metadata trailers) {}

  private static Metadata headers(String version, String from, String to) {
    Metadata headers = new Metadata();
    headers.put(PeerHeaders.VERSION, version);
    headers.put(PeerHeaders.FROM, from);
    headers.put(PeerHeaders.TO, to);
    return headers;
  }

  /// A call that sends a frame without waiting for a welcome.
  private static Ended call(ManagedChannel channel, Metadata headers) throws Exception {
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    ClientCall<PeerFrame, Welcome> call =
        channel.newCall(PeerGrpc.getLinkMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(new Ended(status, trailers));
          }
        },
        headers);
    call.request(10);
    call.sendMessage(
        PeerFrame.newBuilder().setMissedUnknown(MissedUnknown.getDefaultInstance()).build());
    call.halfClose();
    return ended.get(10, TimeUnit.SECONDS);
  }

  private static ManagedChannel plain(End end) {
    return Grpc.newChannelBuilder(end.node().address(), InsecureChannelCredentials.create())
        .build();
  }

  @Test
  void caller_withoutProof_isRefused_andNothingIsTaken() throws Exception {
    try (End end = new End("end-1")) {
      ManagedChannel channel = plain(end);
      Ended ended = call(channel, headers("1", "self-1", "end-1"));
      channel.shutdownNow();

      assertThat(ended.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(end.receiver().told()).isEmpty();
    }
  }

  @Test
  void proof_thatWasOverheard_isOfNoUseOnAnotherConnection() throws Exception {
    try (End end = new End("end-1")) {
      Metadata headers = headers("1", "self-1", "end-1");
      byte[] nonce = PeerProof.nonce();
      headers.put(PeerHeaders.NONCE, nonce);
      ManagedChannel first = plain(end);
      byte[] challenge = call(first, headers).trailers().get(PeerHeaders.NONCE);
      headers.put(
          PeerHeaders.PROOF,
          new PeerProof(End.SECRET).of(PeerProof.Side.CALLER, "self-1", "end-1", nonce, challenge));
      ManagedChannel second = plain(end);

      Ended onAnother = call(second, headers);
      assertThat(end.receiver().told()).isEmpty();
      Ended onItsOwn = call(first, headers);
      first.shutdownNow();
      second.shutdownNow();

      assertThat(onAnother.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(onItsOwn.status().getCode()).isEqualTo(Status.Code.OK);
      assertThat(end.receiver().told()).containsExactly(new Told.MissedUnknown());
    }
  }

  @Test
  void caller_ofAnotherVersion_isToldWhichIsExpected() throws Exception {
    try (End end = new End("end-1")) {
      ManagedChannel channel = plain(end);
      Ended ended = call(channel, headers("2", "self-1", "end-1"));
      channel.shutdownNow();

      assertThat(ended.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(ended.status().getDescription()).startsWith("version: 2 (expected: 1");
    }
  }

  @Test
  void link_withAnotherSecret_deliversNothing_toEitherSideOfTheMistake() {
    FakeRegistry registry = new FakeRegistry(SELF);
    try (End stranger =
            new End("end-1", End.settings(0, PeerTrust.ofSecret("quite another secret")));
        End member = new End("end-2");
        GrpcPeerLink link = link(PeerTrust.ofSecret(End.SECRET), registry)) {
      registry.set(stranger.node(), member.node());
      link.deliverToAll(BATCH);

      eventually("the member got it", () -> !member.told().isEmpty());
      assertThat(stranger.receiver().told()).isEmpty();
    }
  }

  @Test
  void link_withCertificatesOfOneAuthority_delivers() throws Exception {
    Certificates authority = new Certificates(folder.resolve("ca"));
    FakeRegistry registry = new FakeRegistry(SELF);
    try (End end = new End("end-1", End.settings(0, PeerTrust.ofTls(tls(authority.issue("end")))));
        GrpcPeerLink link = link(PeerTrust.ofTls(tls(authority.issue("self"))), registry)) {
      registry.set(end.node());
      link.deliverToAll(BATCH);

      eventually("it came", () -> end.told().size() == 1);
    }
  }

  @Test
  void link_withCertificatesAndSecret_needsBoth() throws Exception {
    Certificates authority = new Certificates(folder.resolve("ca"));
    PeerTrust.Tls tls = tls(authority.issue("node"));
    PeerTrust both = new PeerTrust(Optional.of(End.SECRET), Optional.of(tls));
    FakeRegistry registry = new FakeRegistry(SELF);
    FakeRegistry certificateOnly = new FakeRegistry(new NodeId("half-1"));
    try (End end = new End("end-1", End.settings(0, both));
        GrpcPeerLink half = link(PeerTrust.ofTls(tls), certificateOnly);
        GrpcPeerLink link = link(both, registry)) {
      certificateOnly.set(end.node());
      half.deliverToAll(BATCH);
      registry.set(end.node());
      link.deliverToAll(BATCH);

      eventually("it came", () -> end.told().size() == 1);
      assertThat(end.receiver().count()).isEqualTo(2);
    }
  }

  @Test
  void caller_withACertificateOfAnotherAuthority_orNone_isRefused() throws Exception {
    Certificates authority = new Certificates(folder.resolve("ca"));
    Certificates another = new Certificates(folder.resolve("another"));
    PeerTrust.Tls ours = tls(authority.issue("self"));
    PeerTrust.Tls theirs = tls(another.issue("self"));
    // It believes the server, but the server does not believe it.
    PeerTrust.Tls forged = new PeerTrust.Tls(theirs.certificate(), theirs.key(), ours.authority());
    FakeRegistry registry = new FakeRegistry(SELF);
    FakeRegistry strangers = new FakeRegistry(new NodeId("stranger-1"));
    FakeRegistry naked = new FakeRegistry(new NodeId("naked-1"));
    try (End end = new End("end-1", End.settings(0, PeerTrust.ofTls(tls(authority.issue("end")))));
        GrpcPeerLink stranger = link(PeerTrust.ofTls(forged), strangers);
        GrpcPeerLink plain = link(PeerTrust.ofSecret(End.SECRET), naked);
        GrpcPeerLink link = link(PeerTrust.ofTls(ours), registry)) {
      strangers.set(end.node());
      naked.set(end.node());
      stranger.deliverToAll(BATCH);
      plain.deliverToAll(BATCH);
      registry.set(end.node());
      link.deliverToAll(BATCH);

      eventually("the right one came", () -> end.told().size() == 1);
      assertThat(end.receiver().count()).isEqualTo(2);
    }
  }

  @Test
  void link_toAServerOfAnotherAuthority_tellsItNothing() throws Exception {
    Certificates authority = new Certificates(folder.resolve("ca"));
    Certificates another = new Certificates(folder.resolve("another"));
    PeerTrust.Tls ours = tls(authority.issue("self"));
    PeerTrust.Tls theirs = tls(another.issue("end"));
    FakeRegistry registry = new FakeRegistry(SELF);
    try (End impostor =
            new End(
                "end-1",
                End.settings(
                    0,
                    PeerTrust.ofTls(
                        new PeerTrust.Tls(theirs.certificate(), theirs.key(), ours.authority()))));
        End member =
            new End("end-2", End.settings(0, PeerTrust.ofTls(tls(authority.issue("end")))));
        GrpcPeerLink link = link(PeerTrust.ofTls(ours), registry)) {
      registry.set(impostor.node(), member.node());
      link.deliverToAll(BATCH);

      eventually("the member got it", () -> !member.told().isEmpty());
      assertThat(impostor.receiver().told()).isEmpty();
    }
  }

  private static PeerTrust.Tls tls(Certificates.Issued files) {
    return new PeerTrust.Tls(files.certificate(), files.key(), files.authority());
  }

  private static GrpcPeerLink link(PeerTrust trust, FakeRegistry registry) {
    return new GrpcPeerLink(End.settings(0, trust), registry);
  }
}
