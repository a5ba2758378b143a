package dev.peal.in.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

/// A request that has arrived whole. Immutable by agreement: nobody writes into its headers or
/// body.
final class Request {

  private final HttpMethod method;
  private final Target target;
  private final HttpHeaders headers;
  private final byte[] body;

  Request(HttpMethod method, Target target, HttpHeaders headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
  }

  HttpMethod method() {
    return method;
  }

  Target target() {
    return target;
  }

  HttpHeaders headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
