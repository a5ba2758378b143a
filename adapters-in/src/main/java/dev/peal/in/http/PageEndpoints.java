package dev.peal.in.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// The web page and the description of the API.
final class PageEndpoints {

  private static final String DESCRIPTION = "openapi.json";

  private final Pages pages;
  private final Page description;

  PageEndpoints(Pages pages) {
    this.pages = pages;
    this.description = new Page(Response.JSON, description());
  }

  Response index(Call call) {
    return page("index.html", call);
  }

  Response asset(Call call) {
    return page("assets/" + call.pathParameter("path"), call);
  }

  Response description(Call call) {
    return description.answer(call.request());
  }

  private Response page(String name, Call call) {
    return pages
        .find(name)
        .map(page -> page.answer(call.request()))
        .orElseGet(() -> Dispatcher.nothing(call.request()));
  }

  private static byte[] description() {
    try (@Nullable InputStream in = PageEndpoints.class.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        throw new IllegalStateException("resource: " + DESCRIPTION + " (expected: in the jar)");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + DESCRIPTION + " cannot be read", e);
    }
  }
}
