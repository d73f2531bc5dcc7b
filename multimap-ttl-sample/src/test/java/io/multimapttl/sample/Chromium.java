package io.multimapttl.sample;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Chromium without a window, with the driver that belongs to it. Both are looked for on
 * the {@code PATH}, where Debian's packages {@code chromium} and {@code chromium-driver}
 * put them. Nothing is ever downloaded.
 */
final class Chromium {

	private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

	private static final Set<String> CONTROLS = Set.of("button", "combobox", "menuitem", "progressbar", "slider",
			"spinbutton", "switch", "tab", "textbox");

	private static final String AXE = text("/axe.min.js");

	private static final String SETTLE = """
			const done = arguments[arguments.length - 1];
			Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))).then(() => done());
			""";

	private static final String RUN_AXE = """
			const [part, options, done] = arguments;
			const told = (violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}`);
			axe.run(part, { resultTypes: ['violations'], ...options })
				.then(({ violations }) => done(violations.flatMap(told)), (error) => done([`axe failed: ${error}`]));
			""";

	private static final Map<String, Object> ALL_RULES = Map.of("rules",
			Map.of("target-size", Map.of("enabled", true)));

	private static final Map<String, Object> RULES_OF_COLOUR = Map.of("runOnly", List.of("color-contrast"));

	private static @Nullable Chromium shared;

	private final ChromeDriver driver;

	private String motion = "reduce";

	private Chromium(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Returns the browser of this JVM, which ends with it. Without one the test is
	 * skipped; where {@code CI} is set, it fails.
	 */
	static synchronized Chromium shared() {
		if (shared == null) {
			shared = start();
			Runtime.getRuntime().addShutdownHook(new Thread(shared.driver::quit));
		}
		return shared;
	}

	private static Chromium start() {
		if (driverFile().isEmpty() || browserFile().isEmpty()) {
			String missing = "No Chromium with its driver on the PATH: on Debian, install chromium and chromium-driver";
			assertThat(System.getenv("CI")).as(missing).isNull();
			Assumptions.abort(missing);
		}
		ChromeOptions options = new ChromeOptions();
		options.setBinary(browserFile().orElseThrow());
		// In a container there is neither a user to be nor much shared memory
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--disable-background-networking", "--disable-component-update", "--no-first-run", "--hide-scrollbars",
				"--lang=en");
		// The driver's file is given, so that Selenium does not ask its manager, which
		// would ask the internet
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(driverFile().orElseThrow())
			.build();
		return new Chromium(new ChromeDriver(service, options));
	}

	private static Optional<File> driverFile() {
		return onPath("chromedriver");
	}

	private static Optional<File> browserFile() {
		return BROWSERS.stream().flatMap((name) -> onPath(name).stream()).findFirst();
	}

	private static Optional<File> onPath(String name) {
		return Stream.ofNullable(System.getenv("PATH"))
			.flatMap((path) -> Arrays.stream(path.split(File.pathSeparator)))
			.map((folder) -> new File(folder, name))
			.filter(File::canExecute)
			.findFirst();
	}

	ChromeDriver driver() {
		return this.driver;
	}

	/**
	 * Lets pages move things when they are looked at next, or lets them not: that takes
	 * the processor from other tests.
	 */
	void motion(boolean motion) {
		this.motion = motion ? "no-preference" : "reduce";
	}

	/**
	 * Takes on a size, in CSS pixels, and a colour scheme.
	 */
	void look(int width, int height, double scale, String colorScheme) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", false));
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme),
						Map.of("name", "prefers-reduced-motion", "value", this.motion))));
	}

	/**
	 * Makes the pointer a finger, or a mouse again.
	 */
	void touch(boolean touch) {
		this.driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", touch));
	}

	/**
	 * Returns the controls of the page as a screen reader is told of them: what they are,
	 * their name and, after a colon, their value.
	 */
	@SuppressWarnings("unchecked")
	List<String> controls() {
		List<Map<String, Object>> nodes = (List<Map<String, Object>>) this.driver
			.executeCdpCommand("Accessibility.getFullAXTree", Map.of())
			.get("nodes");
		return nodes.stream()
			.filter((node) -> CONTROLS.contains(value(node, "role")))
			.map((node) -> value(node, "role") + " " + value(node, "name")
					+ (node.containsKey("value") ? ": " + value(node, "value") : ""))
			.toList();
	}

	private static String value(Map<String, Object> node, String property) {
		return (node.get(property) instanceof Map<?, ?> found) ? String.valueOf(found.get("value")) : "";
	}

	/**
	 * Returns where a part of the page as it is shown now breaks a rule of axe, of WCAG's
	 * levels A and AA and of good practice.
	 */
	List<String> violations(String part) {
		return axe(part, ALL_RULES);
	}

	/**
	 * Returns where a part of the page as it is shown now breaks one of those rules of
	 * axe that look at colours.
	 */
	List<String> violationsOfColour(String part) {
		return axe(part, RULES_OF_COLOUR);
	}

	@SuppressWarnings("unchecked")
	private List<String> axe(String part, Map<String, Object> options) {
		if (Boolean.FALSE.equals(this.driver.executeScript("return 'axe' in window"))) {
			this.driver.executeScript(AXE);
		}
		settle();
		return (List<String>) this.driver.executeAsyncScript(RUN_AXE, part, options);
	}

	/**
	 * Waits until what comes in has come in.
	 */
	void settle() {
		this.driver.executeAsyncScript(SETTLE);
	}

	private static String text(String resource) {
		try (InputStream in = Chromium.class.getResourceAsStream(resource)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void offline(boolean offline) {
		this.driver.executeCdpCommand("Network.enable", Map.of());
		this.driver.executeCdpCommand("Network.emulateNetworkConditions",
				Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
	}

	void screenshot(Path file) throws IOException {
		screenshot(file, Map.of("format", "png"));
	}

	/**
	 * Takes a picture of the whole page, however long it is.
	 */
	void longScreenshot(Path file) throws IOException {
		screenshot(file, Map.of("format", "png", "captureBeyondViewport", true, "clip", this.driver.executeScript("""
				const { scrollWidth: width, scrollHeight: height } = document.documentElement;
				return { x: 0, y: 0, width, height, scale: 1 };
				""")));
	}

	private void screenshot(Path file, Map<String, Object> options) throws IOException {
		Map<String, Object> shot = this.driver.executeCdpCommand("Page.captureScreenshot", options);
		Files.createDirectories(file.getParent());
		Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
	}

}
