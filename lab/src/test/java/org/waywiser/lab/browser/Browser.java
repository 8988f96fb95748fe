package org.waywiser.lab.browser;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, that nobody sees. */
final class Browser implements AutoCloseable {
    /** Rules for people who cannot see or hear or point, as a script. */
    private static final String AXE = "/axe.min.js";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser start() {
        var logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        // As root it has no sandbox; what it shows is our own.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
        options.setCapability("goog:loggingPrefs", logging);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Shows a page as a person would have it. */
    void open(Path page, boolean dark, int width) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.get(page.toUri().toString());
    }

    /** What the console holds, as Chromium words it. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    /** What a script within the page returns: values, lists and maps. */
    Object ask(String script) {
        Object answer = driver.executeScript(script);
        if (answer == null) throw new AssertionError("no answer to " + script);
        return answer;
    }

    /** Faults that axe finds, each in a line with how grave it is and where. */
    List<String> faults() throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream(AXE)) {
            if (in == null) throw new IllegalStateException("axe is missing");
            driver.executeScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Object found = driver.executeAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run().then(result => done(result.violations.map(fault =>
                fault.impact + ': ' + fault.help + ' at ' + fault.nodes.map(node => node.html.slice(0, 200)).join(' | '))),
                failure => done(['axe failed: ' + failure]));
            """);
        if (!(found instanceof List<?> faults)) throw new AssertionError("axe said " + found);
        return faults.stream().map(String::valueOf).toList();
    }

    /** The whole page as a picture. */
    void picture(Path file) throws IOException {
        var height = (Number) ask("return document.documentElement.scrollHeight");
        var width = (Number) ask("return document.documentElement.clientWidth");
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
