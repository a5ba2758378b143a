package dev.peal.in.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The files of a folder of the class path, read once and served from memory. A path is looked up
/// among the names read then and nowhere else, so that none can lead out of the folder.
final class Pages {

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private final Map<String, Page> pages;

  private Pages(Map<String, Page> pages) {
    this.pages = Map.copyOf(pages);
  }

  /// Reads every file below the folder that holds `marker`, a resource; none when there is none.
  static Pages read(String folder, String marker) {
    @Nullable URL found = Pages.class.getClassLoader().getResource(folder + "/" + marker);
    if (found == null) {
      return new Pages(Map.of());
    }
    try {
      if (found.openConnection() instanceof JarURLConnection connection) {
        Path jar = Path.of(connection.getJarFileURL().toURI());
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
          return readBelow(files.getPath("/" + folder));
        }
      }
      Path file = Path.of(found.toURI());
      return readBelow(file.resolveSibling(""));
    } catch (IOException e) {
      throw new UncheckedIOException("class path folder " + folder + " cannot be read", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("class path folder " + folder + " cannot be read", e);
    }
  }

  /// The file of a path like `assets/app.js`.
  Optional<Page> find(String path) {
    return Optional.ofNullable(pages.get(path));
  }

  private static Pages readBelow(Path folder) throws IOException {
    Map<String, Page> pages = new HashMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        pages.put(name, new Page(type(name), Files.readAllBytes(file)));
      }
    }
    return new Pages(pages);
  }

  private static String type(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }
}
