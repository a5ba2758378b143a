package dev.peal.acceptance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A headless Chromium with a profile of its own, driven over WebDriver. Elements are named by
/// their `data-testid`.
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final List<String> FLAGS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--lang=en-GB");

  /// It says with every start that there is no debugging interface for this version; none is used.
  private static final Logger CDP =
      Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /// Starts a browser.
  ///
  /// @param profile an empty folder
  static Browser start(Path profile) {
    CDP.setLevel(Level.OFF);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(
        executable(
            "PEAL_CHROMIUM",
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable"));
    options.addArguments(FLAGS);
    options.addArguments("--user-data-dir=" + profile.toAbsolutePath());
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(executable("PEAL_CHROMEDRIVER", "chromedriver"))
            .usingAnyFreePort()
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
    return new Browser(driver);
  }

  private static File executable(String variable, String... names) {
    return Stream.concat(Stream.ofNullable(System.getenv(variable)), Stream.of(names))
        .flatMap(name -> find(name).stream())
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "none of "
                    + List.of(names)
                    + " is on the PATH (expected: one of them, or its place in "
                    + variable
                    + ")"));
  }

  private static Optional<File> find(String name) {
    Path path = Path.of(name);
    Stream<Path> places =
        path.getNameCount() > 1
            ? Stream.of(path)
            : Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name));
    return places.filter(Files::isExecutable).map(Path::toFile).findFirst();
  }

  /// Makes the visible part of the page this large.
  void resize(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
    long chromeHeight = height - number("return window.innerHeight");
    driver.manage().window().setSize(new Dimension(width, Math.toIntExact(height + chromeHeight)));
  }

  /// Opens an address as somebody who was never there.
  void openAnew(String address) {
    driver.get(address);
    run("localStorage.clear(); sessionStorage.clear();");
    driver.get("about:blank");
    driver.get(address);
    console();
  }

  void reload() {
    driver.navigate().refresh();
  }

  WebElement element(String testId) {
    return driver.findElement(By.cssSelector("[data-testid='" + testId + "']"));
  }

  void click(String testId) {
    element(testId).click();
  }

  void type(String testId, CharSequence... keys) {
    element(testId).sendKeys(keys);
  }

  /// Runs a script and answers what it returns.
  @Nullable Object run(String script, @Nullable Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  private long number(String script) {
    return run(script) instanceof Number number ? number.longValue() : -1;
  }

  /// What was written to the console since this was last asked.
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /// Keeps a picture of the page as `target/screenshots/NAME.png`.
  void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
