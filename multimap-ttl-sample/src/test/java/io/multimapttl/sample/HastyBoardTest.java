package io.multimapttl.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * A test of a board on which couriers stay for four seconds only, with a Redis of its
 * own: for tests that wait until all is gone.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "multimap.ttl.maps.couriers.ttl=4s", "multimap.ttl.maps.zones.ttl=4s",
				"multimap.ttl.maps.pings.ttl=4s", "spring.data.redis.timeout=40s" })
@AutoConfigureRestTestClient
public @interface HastyBoardTest {

}
