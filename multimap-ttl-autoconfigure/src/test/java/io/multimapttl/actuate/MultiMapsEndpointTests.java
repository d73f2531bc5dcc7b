package io.multimapttl.actuate;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import io.multimapttl.actuate.MultiMapsEndpoint.DeletedNameDescriptor;
import io.multimapttl.actuate.MultiMapsEndpoint.MultiMapDescriptor;
import io.multimapttl.actuate.MultiMapsEndpoint.NameDescriptor;
import io.multimapttl.actuate.MultiMapsEndpoint.ValueDescriptor;
import io.multimapttl.redis.MultiMapStatistics;
import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.RedisExtension;
import io.multimapttl.testsupport.RedisTopology;
import io.multimapttl.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MultiMapsEndpoint} and {@link MultiMapsEndpointWebExtension}.
 */
class MultiMapsEndpointTests {

	private static final Instant EXPIRES_AT = Instant.parse("2099-01-01T00:00:00Z");

	@RegisterExtension
	final RedisExtension redis = new RedisExtension(RedisTopology.STANDALONE);

	private final MultiMapWithTTLFactory factory = this.redis.multiMapFactory();

	private final MultiMapWithTTLFactory otherFactory = this.redis.multiMapFactory();

	private final RedisMultiMapWithTTL<Long> couriers = this.factory.builder("couriers", Long.class)
		.ttl(Duration.ofSeconds(45))
		.build();

	private MultiMapsEndpoint endpoint(Show showValues) {
		return new MultiMapsEndpoint(List.of(this.factory, this.otherFactory), showValues);
	}

	@Test
	void multiMapsOfAllFactoriesAreListed() {
		MultiMapsEndpoint endpoint = endpoint(Show.NEVER);
		this.otherFactory.create("viewers", String.class);
		this.couriers.add("zone", 7L);
		this.couriers.get("zone");
		assertThat(endpoint.multiMaps().multiMaps()).extracting(MultiMapDescriptor::id)
			.containsExactly("couriers", "viewers");
		assertThat(endpoint.multiMaps().multiMaps().get(0))
			.isEqualTo(new MultiMapDescriptor("couriers", this.couriers.getKeyPrefix(), Duration.ofSeconds(45),
					"java.lang.Long", null, null, new MultiMapStatistics(1, 1, 0, 0, 0, 0, 0, 0), null));
	}

	@Test
	void limitOfAMultiMapIsShown() {
		this.factory.builder("leases", String.class).maxValues(10).whenFull(WhenFull.REFUSE).build();
		MultiMapDescriptor leases = endpoint(Show.NEVER).multiMap("leases", null);
		assertThat(leases.maxValues()).isEqualTo(10);
		assertThat(leases.whenFull()).isEqualTo(WhenFull.REFUSE);
	}

	@Test
	void multiMapIsFoundByItsId() {
		MultiMapsEndpoint endpoint = endpoint(Show.NEVER);
		this.otherFactory.create("viewers", String.class);
		assertThat(endpoint.multiMap("viewers", null).valueType()).isEqualTo("java.lang.String");
		assertThat(endpoint.multiMap("viewers", null).name()).isNull();
		assertThat(endpoint.multiMap("nobody", null)).isNull();
		assertThat(endpoint.multiMap("nobody", "zone")).isNull();
	}

	@Test
	void nameIsDescribed() {
		this.couriers.add("zone", 1L, EXPIRES_AT);
		this.couriers.add("zone", 2L, EXPIRES_AT.plusSeconds(1));
		NameDescriptor name = endpoint(Show.ALWAYS).multiMap("couriers", "zone").name();
		assertThat(name.live()).isEqualTo(2);
		assertThat(name.expired()).isZero();
		assertThat(name.soonestExpiry()).isEqualTo(EXPIRES_AT);
		assertThat(name.latestExpiry()).isEqualTo(EXPIRES_AT.plusSeconds(1));
		assertThat(name.keyTimeToLive()).isGreaterThan(Duration.ofDays(300));
		assertThat(name.values()).extracting(ValueDescriptor::value).containsExactly(2L, 1L);
		assertThat(name.values()).extracting(ValueDescriptor::expiresAt)
			.containsExactly(EXPIRES_AT.plusSeconds(1), EXPIRES_AT);
		assertThat(name.values()).extracting(ValueDescriptor::timeToLive)
			.allSatisfy((ttl) -> assertThat(ttl).isGreaterThan(Duration.ofDays(300)));
	}

	@Test
	void nameThatIsNotThereHasNothing() {
		assertThat(endpoint(Show.ALWAYS).multiMap("couriers", "nowhere").name())
			.isEqualTo(new NameDescriptor(0, 0, null, null, null, List.of(), null));
	}

	@Test
	void hundredValuesAreShownAtTheMost() {
		this.couriers.addAll("zone", IntStream.range(0, 5000).mapToObj(Long::valueOf).toList());
		NameDescriptor name = endpoint(Show.ALWAYS).multiMap("couriers", "zone").name();
		assertThat(name.live()).isEqualTo(5000);
		assertThat(name.values()).hasSize(100);
	}

	@ParameterizedTest
	@CsvSource({ "NEVER, false", "WHEN_AUTHORIZED, true", "ALWAYS, true" })
	void whoeverReachesJmxIsAuthorized(Show showValues, boolean shown) {
		this.couriers.add("zone", 7L);
		NameDescriptor name = endpoint(showValues).multiMap("couriers", "zone").name();
		assertThat(name.values() != null).isEqualTo(shown);
		assertThat(name.live()).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "NEVER, , , false", "NEVER, admin, ADMIN, false", "WHEN_AUTHORIZED, , , false",
			"WHEN_AUTHORIZED, user, USER, false", "WHEN_AUTHORIZED, admin, ADMIN, true", "ALWAYS, , , true" })
	void whoAsksByHttpDecidesWhetherValuesAreShown(Show showValues, String user, String role, boolean shown) {
		this.couriers.add("zone", 7L);
		NameDescriptor name = ask(showValues, Set.of("ADMIN"), new Asker(user, role));
		assertThat(name.values() != null).isEqualTo(shown);
		assertThat(name.live()).isOne();
	}

	@Test
	void anybodyWhoIsAuthenticatedIsAuthorizedWithoutRoles() {
		assertThat(ask(Show.WHEN_AUTHORIZED, Set.of(), new Asker("user", "USER")).values()).isNotNull();
		assertThat(ask(Show.WHEN_AUTHORIZED, Set.of(), new Asker(null, null)).values()).isNull();
	}

	private NameDescriptor ask(Show showValues, Set<String> roles, SecurityContext asker) {
		return new MultiMapsEndpointWebExtension(endpoint(showValues), showValues, roles)
			.multiMap(asker, "couriers", "zone")
			.getBody()
			.name();
	}

	@Test
	void nameIsDeleted() {
		this.couriers.addAll("zone", List.of(1L, 2L));
		this.couriers.add("other zone", 1L);
		assertThat(endpoint(Show.NEVER).deleteName("couriers", "zone").live()).isTrue();
		assertThat(endpoint(Show.NEVER).deleteName("couriers", "zone").live()).isFalse();
		assertThat(this.couriers.getMany("zone", "other zone").values()).containsExactly(Set.of(), Set.of(1L));
	}

	@Test
	void deletingFromNoMultiMapIsRefused() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint(Show.NEVER).deleteName("nobody", "zone"))
			.withMessage("There is no multimap with this id");
	}

	@Test
	void nameWithAnUnreadableValueIsCountedAndTheAnswerSaysSo() {
		this.couriers.add("zone", 1L, EXPIRES_AT);
		this.redis.key(this.couriers, "zone").put("precious", 9e9);
		NameDescriptor name = endpoint(Show.ALWAYS).multiMap("couriers", "zone").name();
		assertThat(name.live()).isEqualTo(2);
		assertThat(name.soonestExpiry()).isEqualTo(EXPIRES_AT);
		assertThat(name.values()).isNull();
		assertThat(name.problem()).contains("couriers", "zone").doesNotContain("precious");
		assertThat(endpoint(Show.NEVER).multiMap("couriers", "zone").name().problem()).isNull();
	}

	@ParameterizedTest
	@EnumSource(Show.class)
	void nameOfAnotherTypeIsAnAnswerThatSaysSo(Show showValues) {
		this.redis.key(this.couriers, "zone").setText("precious");
		MultiMapsEndpoint endpoint = endpoint(showValues);
		String problem = "Multimap 'couriers': the key of the name 'zone' holds another Redis type than a sorted set";
		assertThat(endpoint.multiMap("couriers", "zone").name())
			.isEqualTo(new NameDescriptor(0, 0, null, null, null, null, problem));
		assertThat(endpoint.deleteName("couriers", "zone")).isEqualTo(new DeletedNameDescriptor(false, problem));
		MultiMapsEndpointWebExtension extension = new MultiMapsEndpointWebExtension(endpoint, showValues, Set.of());
		WebEndpointResponse<DeletedNameDescriptor> answer = extension.deleteName("couriers", "zone");
		assertThat(answer.getStatus()).isEqualTo(409);
		assertThat(answer.getBody().problem()).isEqualTo(problem);
		assertThat(this.redis.key(this.couriers, "zone").exists()).isTrue();
	}

	@Test
	void textThatCannotBeANameIsRefused() {
		String halfACharacter = "zone \ud83d";
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint(Show.NEVER).multiMap("couriers", halfACharacter));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint(Show.NEVER).deleteName("couriers", halfACharacter));
	}

	@ParameterizedTest
	@EnumSource(Show.class)
	void httpSaysWhatIsNotThere(Show showValues) {
		MultiMapsEndpointWebExtension extension = new MultiMapsEndpointWebExtension(endpoint(showValues), showValues,
				Set.of());
		this.couriers.add("zone", 1L);
		assertThat(extension.multiMap(SecurityContext.NONE, "nobody", null).getStatus())
			.isEqualTo(WebEndpointResponse.STATUS_NOT_FOUND);
		assertThat(extension.multiMap(SecurityContext.NONE, "couriers", null).getStatus())
			.isEqualTo(WebEndpointResponse.STATUS_OK);
		assertThat(extension.deleteName("nobody", "zone").getStatus()).isEqualTo(WebEndpointResponse.STATUS_NOT_FOUND);
		assertThat(extension.deleteName("couriers", "zone").getStatus())
			.isEqualTo(WebEndpointResponse.STATUS_NO_CONTENT);
		assertThat(this.couriers.size("zone")).isZero();
	}

	/**
	 * Somebody who asks by HTTP.
	 */
	private record Asker(String user, String role) implements SecurityContext {

		@Override
		public Principal getPrincipal() {
			return (this.user != null) ? () -> this.user : null;
		}

		@Override
		public boolean isUserInRole(String role) {
			return role.equals(this.role);
		}

	}

}
