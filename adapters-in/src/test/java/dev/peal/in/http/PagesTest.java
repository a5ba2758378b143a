package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagesTest {

  private final EmbeddedPeal peal = new EmbeddedPeal();

  @AfterEach
  void close() {
    peal.close();
  }

  @Test
  void index_atRoot_isHtmlWithSecurityHeaders() {
    Answer answer = peal.request("GET", "/", "", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).startsWith("<!doctype html>");
    assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.header("content-security-policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'", "connect-src 'self' ws: wss:");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(answer.header("cache-control")).isEqualTo("no-cache");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void asset_inFolders_hasItsType() {
    assertThat(peal.request("GET", "/assets/app.js", "", "").header("content-type"))
        .isEqualTo("text/javascript; charset=utf-8");
    assertThat(peal.request("GET", "/assets/deep/app.css", "", "").header("content-type"))
        .isEqualTo("text/css; charset=utf-8");
    assertThat(peal.request("GET", "/assets/%61pp.js?v=1", "", "").status()).isEqualTo(200);
  }

  @Test
  void asset_sameTag_isNotSentAgain() {
    String tag = peal.request("GET", "/assets/app.js", "", "").header("etag");

    Answer again =
        peal.request("GET", "/assets/app.js", "if-none-match: \"x\", W/" + tag + "\r\n", "");

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.header("etag")).isEqualTo(tag);
    assertThat(again.headers()).doesNotContainKey("content-length");
    assertThat(peal.request("GET", "/assets/app.js", "if-none-match: \"x\"\r\n", "").status())
        .isEqualTo(200);
  }

  @Test
  void asset_head_hasLengthButNoBody() {
    Answer answer = peal.request("HEAD", "/assets/app.js", "", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-length")).isEqualTo("26");
    assertThat(peal.request("GET", "/assets/app.js", "", "").body()).hasSize(26);
  }

  @Test
  void asset_post_isNotAllowed() {
    Answer answer = peal.request("POST", "/assets/app.js", "", "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets/..%2findex.html",
        "/assets/..%5cindex.html",
        "/assets//app.js",
        "/assets/./app.js",
        "/assets/app.js/",
        "/assets/app.js%00",
        "/assets/",
        "/assets",
        "//etc/passwd",
        "/assets/deep",
        "/assets/%c0%ae%c0%ae/index.html",
        "/dev/peal/web/index.html",
        "/index.html"
      })
  void asset_pathThatIsNone_leadsNowhere(String path) {
    assertThat(peal.request("GET", path, "", "").status()).isIn(400, 404);
  }

  @Test
  void nothing_forBrowser_isPageWithWayBack() {
    Answer answer = peal.request("GET", "/assets/nothing.js", "accept: text/html\r\n", "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("content-type")).startsWith("text/html");
    assertThat(answer.body()).contains("href=\"/\"");
  }

  @Test
  void read_folderInJar_findsItsFiles() {
    Pages pages = Pages.read("org/jspecify/annotations", "NullMarked.class");

    assertThat(pages.find("Nullable.class")).isPresent();
    assertThat(pages.find("../annotations/Nullable.class")).isEmpty();
  }

  @Test
  void read_noSuchFolder_isEmpty() {
    assertThat(Pages.read("no/such/folder", "index.html").find("index.html")).isEmpty();
  }
}
