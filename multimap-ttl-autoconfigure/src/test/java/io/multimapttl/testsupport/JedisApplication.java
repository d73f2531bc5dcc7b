package io.multimapttl.testsupport;

import java.util.List;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import io.multimapttl.redis.MultiMapWithTTLFactory;
import io.multimapttl.redis.RedisMultiMapWithTTL;

/**
 * An application with Jedis, to be run on a class path without Lettuce and Reactor.
 */
public final class JedisApplication {

	private JedisApplication() {
	}

	/**
	 * Calls a multimap, then asks for its reactive form.
	 * @param host where Redis is
	 * @param port where it listens
	 * @param password its password, empty if there is none
	 * @param keyPrefix the key prefix
	 * @return what the multimap returned, then why there is no reactive form
	 */
	public static List<String> run(String host, String port, String password, String keyPrefix) {
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(host, Integer.parseInt(port));
		server.setPassword(password);
		JedisConnectionFactory jedis = new JedisConnectionFactory(server);
		jedis.afterPropertiesSet();
		jedis.start();
		MultiMapWithTTLFactory multiMaps = MultiMapWithTTLFactory.builder(jedis).keyPrefix(keyPrefix).build();
		try {
			RedisMultiMapWithTTL<String> multiMap = multiMaps.create("map", String.class);
			multiMap.add("zone", "ada");
			multiMap.addMany(ManyNames.of("zone ", 300, "courier"));
			return List.of(multiMap.get("zone").toString(), whyNot(multiMap));
		}
		finally {
			multiMaps.destroy();
			jedis.destroy();
		}
	}

	private static String whyNot(RedisMultiMapWithTTL<String> multiMap) {
		try {
			return "there is " + multiMap.reactive();
		}
		catch (IllegalStateException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
