package io.multimapttl.compatibility;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.multimapttl.ReactiveMultiMapWithTTL;
import io.multimapttl.compatibility.CourierApplication.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests an application that has a few multimaps configured, and the URL of its Redis.
 */
@SpringBootTest
class ApplicationTests {

	@Autowired
	private CourierApplication.Board board;

	@Autowired
	private ApplicationContext context;

	@Autowired
	private StringRedisTemplate redis;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private RedisConnectionFactory connectionFactory;

	@Value("${driver:Lettuce}")
	private String driver;

	@AfterEach
	void clear() {
		this.board.couriers().clear();
		this.board.scores().clear();
		this.board.positions().clear();
	}

	@Test
	void multiMapsAreInjectedByTypeAndName() {
		assertThat(this.board.couriers().add("zone-1", "ada")).isTrue();
		assertThat(this.board.scores().add("ada", 7L)).isTrue();
		assertThat(this.board.couriers().get("zone-1")).containsExactly("ada");
		assertThat(this.board.scores().get("ada")).containsExactly(7L);
	}

	@Test
	void reactiveFormsAreBeansWhereTheDriverIsReactive() {
		assertThat(this.context.getBeanNamesForType(ReactiveMultiMapWithTTL.class))
			.hasSize(this.driver.equals("Lettuce") ? 3 : 0);
	}

	@Test
	void propertiesAreBound() {
		this.board.couriers().add("zone-1", "ada");
		assertThat(this.board.couriers().getTimeToLive("zone-1", "ada").orElseThrow())
			.isBetween(Duration.ofSeconds(30), Duration.ofSeconds(45));
		assertThat(this.redis.getExpire("compatibility.couriers:zone-1")).isBetween(30L, 45L);
	}

	@Test
	void valuesOfOtherTypesAreJson() {
		this.board.positions().add("ada", new Position(3, 4));
		assertThat(this.board.positions().get("ada")).containsExactly(new Position(3, 4));
		assertThat(this.redis.opsForZSet().range("compatibility.positions:ada", 0, -1))
			.containsExactly("{\"x\":3,\"y\":4}");
	}

	@Test
	void manyNamesAreWrittenAndRead() {
		Map<String, List<String>> zones = IntStream.range(0, 600)
			.boxed()
			.collect(Collectors.toMap((i) -> "zone-" + i, (i) -> List.of("ada")));
		assertThat(this.board.couriers().addMany(zones)).isEqualTo(600);
		assertThat(this.board.couriers().getMany(zones.keySet())).hasSize(600).doesNotContainValue(Set.of());
		assertThat(this.board.couriers().getManyWithExpiry(zones.keySet())).hasSize(600)
			.doesNotContainValue(List.of());
	}

	@Test
	void driverIsTheOneThatWasAskedFor() {
		assertThat(this.connectionFactory.getClass().getSimpleName()).isEqualTo(this.driver + "ConnectionFactory");
	}

	@Test
	void metersAreBound() {
		this.board.couriers().add("zone-2", "bob");
		FunctionCounter adds = this.meters.get("multimap.adds").tag("multimap", "couriers").functionCounter();
		assertThat(adds.count()).isPositive();
	}

}
