package io.multimapttl.reliability.security;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.micrometer.core.instrument.MeterRegistry;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.multimapttl.MultiMapException;
import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.serializer.JsonValueSerializers;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.reliability.RedisNode;
import io.multimapttl.reliability.Patience;
import io.multimapttl.reliability.Report;
import io.multimapttl.reliability.Application;
import io.multimapttl.testsupport.EveryOperation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a multimap says to others than its caller: no password and no value ever, and a
 * name only in the exceptions that are about one.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final String PASSWORD = "password-of-redis";

	private static final String NAME = "name-of-a-customer";

	private static final String VALUE = "value-of-a-customer";

	private static RedisNode redis;

	private static Application application;

	private static Map<String, Throwable> failures;

	private static String output;

	@BeforeAll
	static void useAndFail(CapturedOutput captured) {
		// Reactor, which health checks use, keeps its threads for the whole JVM
		Schedulers.boundedElastic().schedule(() -> {
		});
		redis = RedisNode.builder().password(PASSWORD).start();
		application = start("debug=true", "logging.level.root=info", "logging.level.io.multimapttl=trace",
				"spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=*",
				"management.endpoint.health.show-details=always");
		failures = useAndFail(application.multiMap());
		failures.putAll(unreadableValues());
		try (Application refused = start("spring.data.redis.password=not-" + PASSWORD)) {
			failures.putAll(failures("wrong password", refused.multiMap(), "add", "addMany", "get", "names"));
		}
		output = captured.toString();
	}

	@AfterAll
	static void stop() {
		// Not to be asked for threads that are left over: JUnit has started some in
		// between
		application.context().close();
		redis.close();
	}

	private static Application start(String... more) {
		return Application.on(redis, redis.port(),
				Stream.concat(Stream.of("spring.data.redis.password=" + PASSWORD), Stream.of(more))
					.toArray(String[]::new));
	}

	@Test
	void logsTellNothing() {
		assertThat(output).as("what Boot prints with debug=true").contains("CONDITIONS EVALUATION REPORT");
		assertThat(output).doesNotContain(PASSWORD, NAME, VALUE);
		Report.row("every call, working and failing; logs at TRACE of `io.multimapttl`, and `debug=true`",
				"no password, name or value", "0 in %,d characters", output.length());
	}

	@Test
	void exceptionsTellNoSecretsAndNamesOnlyWhereTheyAreAboutThem() {
		SoftAssertions softly = new SoftAssertions();
		failures.forEach((when, failure) -> {
			String text = text(failure);
			softly.assertThat(text).as(when).doesNotContain(PASSWORD, VALUE);
			if (!(failure instanceof MultiMapException)) {
				softly.assertThat(text).as(when).doesNotContain(NAME);
			}
		});
		softly.assertAll();
		assertThat(failures.values()).hasAtLeastOneElementOfType(MultiMapException.class);
		Report.row(
				"every call failing: another type, unreadable value, full, read-only, slow, no permission, wrong password",
				"no password or value in an exception or its causes, names only in `MultiMapException`",
				"0 in %d exceptions", failures.size());
	}

	@Test
	void metersTellNothing() {
		List<String> ids = application.context()
			.getBean(MeterRegistry.class)
			.getMeters()
			.stream()
			.map((meter) -> meter.getId().toString())
			.toList();
		assertThat(ids).anyMatch((id) -> id.contains("multimap.adds"));
		assertThat(String.join("\n", ids)).doesNotContain(PASSWORD, NAME, VALUE);
		Report.row("meters", "no password, name or value", "0 in %d meters", ids.size());
	}

	/**
	 * Every read operation of every endpoint that needs no argument, as JMX has them.
	 */
	@Test
	void actuatorEndpointsTellNothing() throws Exception {
		Map<String, String> answers = endpointAnswers();
		assertThat(answers.keySet()).contains("Configprops.configurationProperties", "Env.environment",
				"Conditions.conditions", "Health.health", "Beans.beans");
		assertThat(answers.get("Configprops.configurationProperties")).contains("multimap.ttl", "spring.data.redis");
		SoftAssertions softly = new SoftAssertions();
		answers.forEach(
				(operation, answer) -> softly.assertThat(answer).as(operation).doesNotContain(PASSWORD, NAME, VALUE));
		softly.assertAll();
		Report.row("actuator endpoints, also `configprops`, `env` and `conditions`", "no password, name or value",
				"0 in %d answers", answers.size());
	}

	private static Map<String, String> endpointAnswers() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		Map<String, String> answers = new LinkedHashMap<>();
		for (ObjectName endpoint : server.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,*"),
				null)) {
			for (MBeanOperationInfo operation : server.getMBeanInfo(endpoint).getOperations()) {
				if (operation.getImpact() == MBeanOperationInfo.INFO) {
					try {
						answers.put(endpoint.getKeyProperty("name") + "." + operation.getName(),
								String.valueOf(server.invoke(endpoint, operation.getName(),
										new Object[operation.getSignature().length], signature(operation))));
					}
					catch (JMException | RuntimeException ex) {
						// It needs an argument
					}
				}
			}
		}
		return answers;
	}

	private static String[] signature(MBeanOperationInfo operation) {
		return Arrays.stream(operation.getSignature()).map(MBeanParameterInfo::getType).toArray(String[]::new);
	}

	/**
	 * Uses every call, and then lets every call fail for all reasons that there are.
	 */
	private static Map<String, Throwable> useAndFail(MultiMapWithTTL<String> couriers) {
		redis.console().flushall();
		Map<String, Throwable> working = failures("working", couriers);
		assertThat(working).isEmpty();
		Map<String, Throwable> failures = new LinkedHashMap<>();
		couriers.clear();
		redis.console().configSet("maxmemory", "1");
		failures.putAll(failures("full", couriers));
		redis.console().configSet("maxmemory", "0");
		redis.console().replicaof("127.0.0.1", 1);
		failures.putAll(failures("read-only", couriers));
		redis.console().replicaofNoOne();
		redis.console().flushall();
		for (int i = 0; i < 600; i++) {
			redis.console().set("reliability:" + NAME + "/" + i, "another type");
		}
		redis.console().set("reliability:" + NAME, "another type");
		failures.putAll(failures("wrong type", couriers));
		redis.console().flushall();
		redis.command("ACL", "SETUSER", "default", "-zadd", "-zcount", "-scan");
		failures.putAll(failures("no permission for a command", couriers));
		redis.command("ACL", "SETUSER", "default", "+@all", "resetkeys", "~elsewhere:*");
		failures.putAll(failures("no permission for a key", couriers));
		redis.command("ACL", "SETUSER", "default", "allkeys");
		try (Application impatient = start("spring.data.redis.timeout=500ms")) {
			Patience.await()
				.until(() -> impatient.multiMap().addMany(Map.of(NAME, List.of(VALUE), "other", List.of())) >= 0);
			redis.freeze();
			failures.putAll(failures("slow", impatient.multiMap(), "add", "addMany", "get"));
			redis.thaw();
		}
		redis.console().flushall();
		return failures;
	}

	private static Map<String, Throwable> failures(String when, MultiMapWithTTL<String> couriers, String... only) {
		Map<String, Throwable> failures = new LinkedHashMap<>();
		EveryOperation.of(NAME, VALUE)
			.filter((call) -> only.length == 0 || List.of(only).contains(call.description()))
			.forEach((call) -> {
				try {
					call.accept(couriers);
				}
				catch (RuntimeException ex) {
					failures.put(when + ": " + call, ex);
				}
			});
		return failures;
	}

	private static Map<String, Throwable> unreadableValues() {
		application.multiMap().addAll(NAME, List.of(VALUE, "{\"value\": \"" + VALUE + "\"}"));
		Map<String, Throwable> failures = new LinkedHashMap<>();
		for (Class<?> type : List.of(Long.class, UUID.class, DayOfWeek.class, Instant.class, Customer.class)) {
			String id = type.getSimpleName();
			MultiMapWithTTLFactory others = MultiMapWithTTLFactory
				.builder(application.context().getBean(RedisConnectionFactory.class))
				.serializers(JsonValueSerializers.create())
				.build();
			try {
				others.builder(id, type).keyPrefix(Application.KEY_PREFIX).build().get(NAME);
			}
			catch (RuntimeException ex) {
				failures.put("unreadable as " + id, ex);
			}
			finally {
				others.destroy();
			}
		}
		assertThat(failures).hasSize(5);
		return failures;
	}

	private static String text(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	/**
	 * A value that is kept as JSON.
	 *
	 * @param value a number, which the stored one is not
	 */
	record Customer(int value) {
	}

}
