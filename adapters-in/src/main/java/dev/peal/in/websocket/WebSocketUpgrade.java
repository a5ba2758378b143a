package dev.peal.in.websocket;

import dev.peal.in.http.Upgrade;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Turns an HTTP connection into a WebSocket that speaks one of Peal's subprotocols.
///
/// No extension is offered: compressing every message for every recipient anew would undo encoding
/// once.
public final class WebSocketUpgrade implements Upgrade {

  private static final int RETRY_AFTER_SECONDS = 2;

  private final Gateway gateway;

  public WebSocketUpgrade(Gateway gateway) {
    this.gateway = gateway;
  }

  @Override
  public void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    Optional<Encoding> encoding = wanted(request);
    if (encoding.isEmpty()) {
      refuse(
          ctx.channel(),
          HttpResponseStatus.BAD_REQUEST,
          "INVALID_ARGUMENT",
          "sec-websocket-protocol",
          "sec-websocket-protocol: missing or unknown (expected: peal.v1 or peal.v1.json)");
      return;
    }
    if (gateway.draining()) {
      refuse(
          ctx.channel(),
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          "OVERLOADED",
          "",
          "the node is going down; try another node, or this one later");
      return;
    }
    shakeHands(ctx.channel(), request, encoding.get());
  }

  /// The first subprotocol of the client's list that is known here.
  private static Optional<Encoding> wanted(FullHttpRequest request) {
    List<String> offered =
        request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
            .flatMap(header -> Arrays.stream(header.split(",")))
            .map(String::strip)
            .toList();
    return offered.stream()
        .flatMap(name ->
            Arrays.stream(Encoding.values())
                .filter(encoding -> encoding.subprotocol().equals(name)))
        .findFirst();
  }

  private void shakeHands(Channel channel, FullHttpRequest request, Encoding encoding) {
    int maxFrameBytes = gateway.settings().maxFrameBytes();
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                "ws://" + request.headers().get(HttpHeaderNames.HOST, "localhost") + "/ws",
                encoding.subprotocol(),
                WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(maxFrameBytes)
                    .allowExtensions(false)
                    .closeOnProtocolViolation(false)
                    .build())
            .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel);
      return;
    }
    int high = gateway.settings().writeBufferBytes();
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(high / 2, high));
    ChannelFuture answered = handshaker.handshake(channel, request);
    Farewell.limit(answered, gateway.settings().loginTimeout());
    answered.addListener(done -> {
      if (done.isSuccess()) {
        channel
            .pipeline()
            .addLast(new WebSocketFrameAggregator(maxFrameBytes))
            .addLast(gateway.handler(encoding));
      } else {
        channel.close();
      }
    });
  }

  /// Answers with an error as the HTTP API words it.
  private void refuse(
      Channel channel, HttpResponseStatus status, String code, String field, String sentence) {
    int retryAfterMillis =
        status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE) ? RETRY_AFTER_SECONDS * 1_000 : 0;
    String json =
        "{\"code\":\"%s\",\"message\":\"%s\",\"field\":\"%s\",\"retry_after_ms\":%d}"
            .formatted(code, sentence, field, retryAfterMillis);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (retryAfterMillis > 0) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    Farewell.limit(channel.closeFuture(), gateway.settings().writeTimeout());
    channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
