package dev.peal.bootstrap;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.ListConversations;
import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.MarkRead;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.in.ReportStatus;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.application.port.in.TrackSession;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.SessionCensus;
import dev.peal.application.port.out.SessionSignals;
import dev.peal.bootstrap.config.Settings;
import dev.peal.in.http.HttpServer;
import dev.peal.in.websocket.Gateway;
import dev.peal.in.websocket.WebSocketUpgrade;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/// HTTP and WebSocket.
@Module
public interface InboundModule {

  @Provides
  @Singleton
  static EventLoopGroup eventLoops(Settings settings) {
    return new MultiThreadIoEventLoopGroup(
        settings.node().eventLoops(),
        new DefaultThreadFactory("event-loop"),
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  @Provides
  @Singleton
  static PrometheusMeterRegistry meters() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  @Provides
  @Singleton
  static ServerWatch watch(Clock clock, MeterRegistry registry, Backend backend) {
    return new ServerWatch(clock, registry, backend.probes());
  }

  @Provides
  @Singleton
  static Readiness readiness() {
    return new Readiness();
  }

  @Provides
  @Singleton
  static Gateway gateway(
      Settings settings, EventLoopGroup loops, ExecutorService virtualThreads, Clock clock) {
    return new Gateway(settings.webSocket(), loops, virtualThreads, clock);
  }

  @Provides
  @Singleton
  static dev.peal.in.websocket.UseCases sessionUseCases(
      Authenticate authenticate,
      PostMessage post,
      SyncInbox sync,
      ReadHistory history,
      MarkRead markRead,
      TrackSession track,
      RoadTimes times) {
    return new dev.peal.in.websocket.UseCases(
        authenticate, times.answers(post), times.gaps(sync), history, markRead, track);
  }

  @Provides
  @Singleton
  static dev.peal.in.http.UseCases httpUseCases(
      RegisterAccount registerAccount,
      LogIn logIn,
      Authenticate authenticate,
      FindAccounts findAccounts,
      ChangeGroup changeGroup,
      FindGroups findGroups,
      ListConversations listConversations,
      ReportStatus reportStatus,
      ListNodes listNodes) {
    return new dev.peal.in.http.UseCases(
        registerAccount,
        logIn,
        authenticate,
        findAccounts,
        changeGroup,
        findGroups,
        listConversations,
        reportStatus,
        listNodes);
  }

  @Provides
  @Singleton
  static HttpServer http(
      Settings settings,
      dev.peal.in.http.UseCases useCases,
      Readiness readiness,
      Backend backend,
      ServerWatch watch,
      PrometheusMeterRegistry meters,
      ExecutorService virtualThreads,
      Gateway gateway) {
    return new HttpServer(
        settings.http(),
        useCases,
        () -> readiness.state(watch.troubles(), backend.failing(), backend.unready()),
        meters,
        virtualThreads,
        new WebSocketUpgrade(gateway));
  }

  @Binds
  MeterRegistry meterRegistry(PrometheusMeterRegistry meters);

  @Binds
  SessionSignals signals(Gateway gateway);

  @Binds
  SessionCensus census(Gateway gateway);
}
