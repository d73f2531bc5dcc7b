package io.multimapttl;

import java.time.Clock;
import java.time.Instant;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the packages of this module depend on each other in one direction only:
 * {@code autoconfigure -> actuate, metrics, observation -> redis -> serializer -> support},
 * and {@code redis ->} the contract.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.multimapttl");

	private static final String CONTRACT = "io.multimapttl";

	private static final String REDIS = "io.multimapttl.redis..";

	private static final String SERIALIZER = "io.multimapttl.serializer..";

	private static final String SUPPORT = "io.multimapttl.support..";

	private static final String METRICS = "io.multimapttl.metrics..";

	private static final String OBSERVATION = "io.multimapttl.observation..";

	private static final String ACTUATE = "io.multimapttl.actuate..";

	private static final String AUTOCONFIGURE = "io.multimapttl.autoconfigure..";

	private static final String BOOT = "org.springframework.boot..";

	/** The factory is there too: it takes the application's connection factory. */
	private static final String SENDERS = "io\\.multimapttl\\.redis\\."
			+ "(BlockingSender|BlockingWalks|Route|SlotRule|Pipelines|Lettuce[A-Za-z]*|DriverCalls|CallCommands|EventLoopGuard|IsolatedConnectionFactory|SharedConnection|ReactiveCommands|ReactiveRoute|SharedReactiveConnection|MultiMapWithTTLFactory)(\\$.*)?";

	private static final String[] DRIVER = { "io.lettuce..", "redis.clients..",
			"org.springframework.data.redis.connection..", "org.springframework.data.redis.core" };

	private static final String[] REDIS_CLIENTS = { "org.springframework.data..", "io.lettuce..", "redis.clients.." };

	@Test
	void contractStandsAlone() {
		check(noClasses().that()
			.resideInAPackage(CONTRACT)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS, SERIALIZER, SUPPORT, METRICS, OBSERVATION, ACTUATE, AUTOCONFIGURE, BOOT,
					"io.micrometer..", "tools.jackson..", "com.fasterxml.."));
		check(noClasses().that()
			.resideInAPackage(CONTRACT)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS_CLIENTS));
	}

	@Test
	void redisKnowsTheContractOnly() {
		check(noClasses().that()
			.resideInAPackage(REDIS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(METRICS, OBSERVATION, ACTUATE, AUTOCONFIGURE, BOOT, "io.micrometer.."));
	}

	@Test
	void serializersStandAlone() {
		check(noClasses().that()
			.resideInAPackage(SERIALIZER)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(CONTRACT, REDIS, METRICS, OBSERVATION, ACTUATE, AUTOCONFIGURE, BOOT));
	}

	@Test
	void supportKnowsTheContractOnly() {
		check(noClasses().that()
			.resideInAPackage(SUPPORT)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS, METRICS, OBSERVATION, ACTUATE, AUTOCONFIGURE, BOOT));
		check(noClasses().that()
			.resideInAPackage(SUPPORT)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(SERIALIZER, "org.springframework.data..", "tools.jackson.."));
	}

	/**
	 * What is said to Redis is made without a connection, so that another way of sending
	 * it repeats nothing.
	 */
	@Test
	void onlySendersKnowTheDriver() {
		check(noClasses().that()
			.resideInAPackage(REDIS)
			.and()
			.haveNameNotMatching(SENDERS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(DRIVER));
	}

	@Test
	void metricsKnowRedisAndTheContract() {
		check(noClasses().that()
			.resideInAPackage(METRICS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(OBSERVATION, ACTUATE, AUTOCONFIGURE, BOOT));
		check(noClasses().that()
			.resideInAPackage(METRICS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS_CLIENTS));
	}

	@Test
	void observationKnowsRedisAndTheContract() {
		check(noClasses().that()
			.resideInAPackage(OBSERVATION)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(METRICS, ACTUATE, AUTOCONFIGURE, BOOT, "io.micrometer.core.."));
		check(noClasses().that()
			.resideInAPackage(OBSERVATION)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS_CLIENTS));
	}

	@Test
	void actuateKnowsRedisAndTheContract() {
		check(noClasses().that()
			.resideInAPackage(ACTUATE)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(METRICS, OBSERVATION, AUTOCONFIGURE, "io.micrometer.."));
		check(noClasses().that()
			.resideInAPackage(ACTUATE)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(REDIS_CLIENTS));
	}

	@Test
	void nothingKnowsAutoConfiguration() {
		check(noClasses().that()
			.resideOutsideOfPackage(AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(AUTOCONFIGURE));
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching("io.multimapttl.(*)..").should().beFreeOfCycles());
	}

	@Test
	void onlyTheRedisPackageTalksToRedis() {
		check(noClasses().that()
			.resideOutsideOfPackage(REDIS)
			.should()
			.dependOnClassesThat()
			.haveFullyQualifiedName("org.springframework.data.redis.connection.RedisConnection"));
	}

	/**
	 * Servers whose clocks differ agree on what is live, as they ask Redis. Only a ttl so
	 * long that it ends after the year 9999 is recognized by this server's clock.
	 */
	@Test
	void nothingIsJudgedByTheClockOfThisServer() {
		check(noClasses().that()
			.resideInAPackage(REDIS)
			.should()
			.callMethod(Instant.class, "now")
			.orShould()
			.callMethod(System.class, "currentTimeMillis")
			.orShould()
			.callMethod(Clock.class, "systemDefaultZone"));
		check(noClasses().that()
			.resideInAPackage(REDIS)
			.and()
			.doNotHaveSimpleName("ExpiryScore")
			.should()
			.callMethod(Clock.class, "systemUTC"));
	}

	@Test
	void allPackagesAreLookedAt() {
		assertThat(CLASSES.stream().map((type) -> type.getPackageName()).distinct()).contains("io.multimapttl",
				"io.multimapttl.redis", "io.multimapttl.serializer", "io.multimapttl.support", "io.multimapttl.metrics",
				"io.multimapttl.observation", "io.multimapttl.actuate", "io.multimapttl.autoconfigure");
	}

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

}
