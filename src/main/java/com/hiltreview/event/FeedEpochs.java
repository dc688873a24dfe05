package com.hiltreview.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Opens another epoch of the feed where the data was restored into another cluster, whose transaction ids start anew. */
@Component
@DependsOnDatabaseInitialization
class FeedEpochs implements InitializingBean {
    private static final Logger log = LoggerFactory.getLogger(FeedEpochs.class);

    private final JdbcTemplate jdbc;

    FeedEpochs(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void afterPropertiesSet() {
        int opened = jdbc.update("""
                insert into feed_epochs (epoch, system_identifier)
                select last.epoch + 1, here.system_identifier::text
                from pg_control_system() here,
                    (select epoch, system_identifier from feed_epochs order by epoch desc limit 1) last
                where last.system_identifier <> here.system_identifier::text
                on conflict do nothing
                """);
        if (opened > 0) {
            log.warn("The data comes from another database cluster: the decision feed goes on in a new epoch");
        }
    }
}
